// What @ringway/wic promises; made by test/api-report.test.ts (vitest run -u after a change that is meant).

export declare class Call extends Emitter<CallEvents> {
    readonly direction: 'incoming' | 'outgoing';
    readonly party: Party;
    get state(): CallState;
    get end(): CallEnd | undefined;
    get startedAt(): Date | undefined;
    get muted(): boolean;
    get onHold(): Hold;
    get recovering(): boolean;
    get remoteStream(): MediaStream | undefined;
    get localPicture(): MediaStreamTrack | undefined;
    get pictureSource(): PictureSource | undefined;
    get remotePicture(): MediaStreamTrack | undefined;
    get offersPicture(): boolean;
    answer({ video }?: CallMedia): Promise<void>;
    reject(reason?: 'declined' | 'busy'): void;
    hangup(): void;
    mute(muted: boolean): void;
    hold(): Promise<void>;
    resume(): Promise<void>;
    dtmf(tones: string): void;
    transfer(target: string | Call): Promise<void>;
    video(source: PictureSource | 'off'): Promise<void>;
    playOn(element: HTMLMediaElement): void;
    statistics(): Promise<CallStatistics | undefined>;
}

export declare class Phone extends Emitter<PhoneEvents> {
    get state(): PhoneState;
    get error(): WicError | undefined;
    get identity(): Identity;
    get iceServers(): readonly RTCIceServer[];
    get calls(): readonly Call[];
    registered(): Promise<void>;
    call(target: string, media?: CallMedia): Call;
    message(target: string, text: string, contentType?: string): Promise<void>;
    useMicrophone(deviceId: string): Promise<void>;
    useSpeaker(deviceId: string): void;
    networkChanged(): void;
    close(): Promise<void>;
    leave(): void;
}

export declare class QualityMeter {
    add(statistics: CallStatistics): Quality;
}

export declare class WicError extends Error {
    readonly name = "WicError";
    readonly code: WicErrorCode;
    readonly status: number | undefined;
    constructor(code: WicErrorCode, message: string, status?: number);
}

export declare function accessFrom(url: string, fetcher?: typeof fetch): AccessSource;

export declare function connect(options: PhoneOptions): Promise<Phone>;

export declare function estimateMos(loss: number, jitter: number, roundTrip: number | undefined, codec: string | undefined): number;

export declare function listDevices(): Promise<Devices>;

export declare function numberOf(uri: string): string | undefined;

export declare function parseAccess(document: unknown): Access;

export declare function toSipUri(typed: string, domain: string): string;

export interface Access {
    readonly accessToken: string;
    readonly expiresAt: Date;
    readonly impi: string;
    readonly impus: readonly string[];
    readonly domain: string;
    readonly w2: string;
    readonly iceServers: readonly RTCIceServer[];
}

export interface CallEnd {
    readonly by: 'local' | 'remote' | 'network';
    readonly error: WicError | undefined;
}

export interface CallEvents {
    state: CallState;
    ended: CallEnd;
    hold: Hold;
    recovering: boolean;
    transfer: TransferRequest<Call>;
    replaced: Call;
    track: MediaStreamTrack;
    picture: Pictures;
}

export interface CallMedia {
    readonly video?: PictureSource;
}

export interface CallStatistics {
    readonly level: number;
    readonly energy: number;
    readonly packetsReceived: number;
    readonly packetsLost: number;
    readonly packetsSent: number;
    readonly jitter: number;
    readonly roundTrip: number | undefined;
    readonly codec: string | undefined;
}

export interface Device {
    readonly id: string;
    readonly label: string;
}

export interface Devices {
    readonly microphones: readonly Device[];
    readonly cameras: readonly Device[];
    readonly speakers: readonly Device[];
}

export interface Hold {
    readonly local: boolean;
    readonly remote: boolean;
}

export interface Identity {
    readonly impi: string;
    readonly impus: readonly string[];
    readonly uri: string;
    readonly number: string | undefined;
    readonly domain: string;
}

export interface Message {
    readonly from: Party;
    readonly text: string;
    readonly contentType: string;
    readonly receivedAt: Date;
}

export interface Party {
    readonly uri: string;
    readonly number: string | undefined;
    readonly name: string;
}

export interface PhoneEvents {
    state: {
        readonly state: PhoneState;
        readonly error: WicError | undefined;
    };
    incoming: Call;
    resumed: Call;
    message: Message;
}

export interface PhoneOptions {
    accessUrl?: string;
    access?: AccessSource;
    instanceId?: string;
    callStorage?: CallStorage;
    microphone?: MediaTrackConstraints;
    speaker?: string;
    callGraceMs?: number;
    mediaLimitMs?: number;
    gatherLimitMs?: number;
    userAgent?: string;
}

export interface Pictures {
    readonly local: MediaStreamTrack | undefined;
    readonly remote: MediaStreamTrack | undefined;
}

export interface Quality {
    readonly mos: number;
    readonly word: 'good' | 'fair' | 'poor';
    readonly loss: number;
}

export interface TransferRequest<C> {
    readonly to: Party;
    accept(): C;
    reject(): void;
}

export type AccessSource = (refused?: boolean) => Promise<Access>;

export type CallState = 'starting' | 'ringing' | 'connected' | 'ended';

export type CallStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export type PhoneState = 'connecting' | 'registered' | 'reconnecting' | 'refused' | 'closed';

export type PictureSource = 'camera' | 'screen';

export type WicErrorCode = 'signed-out' | 'access-failed' | 'unreachable' | 'token-refused' | 'registration-refused' | 'not-registered' | 'bad-target' | 'wrong-state' | 'unsupported' | 'microphone-denied' | 'microphone-missing' | 'microphone-busy' | 'unknown-number' | 'busy' | 'declined' | 'no-answer' | 'unavailable' | 'forbidden' | 'media-refused' | 'media-failed' | 'network' | 'lost' | 'edge-refused' | 'transfer-failed' | 'video-refused' | 'camera-denied' | 'camera-missing' | 'too-long';

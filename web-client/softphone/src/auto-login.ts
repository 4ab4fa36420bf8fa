// SPDX-License-Identifier: Apache-2.0
import { preferences } from './preferences.js';

/** Of this tab: the user has asked to be signed in here. */
const ASKED = 'ringway.asked';
/** Of this tab: the silent way has been tried, and would lead here again. */
const TRIED = 'ringway.silent';

/** Where a session at the sign-in service is used, and nobody is asked for a password. */
export const SILENT_SIGN_IN = '/login?prompt=none';

/**
 * Whether the page signs in by itself when it is opened: the user decides, in the settings. Off means
 * that nothing is asked of the server before the user wants it, even with a session left.
 */
export const autoLogin = {
  get on(): boolean {
    return preferences.get().autoLogin !== false;
  },

  set on(on: boolean) {
    preferences.set({ ...preferences.get(), autoLogin: on });
  },

  /** Whether to begin without being asked; a reload goes on with what the user began. */
  mayStart(): boolean {
    return autoLogin.on || sessionStorage.getItem(ASKED) !== null;
  },

  /** Whether somebody who was signed in here before may be so again without a password; once a tab. */
  maySilently(): boolean {
    if (!autoLogin.on || preferences.get().known !== true || sessionStorage.getItem(TRIED) !== null) {
      return false;
    }
    sessionStorage.setItem(TRIED, 'yes');
    return true;
  },

  /** The user wants to be signed in. */
  asked(): void {
    sessionStorage.setItem(ASKED, 'yes');
  },

  signedIn(): void {
    autoLogin.asked();
    sessionStorage.removeItem(TRIED);
    preferences.set({ ...preferences.get(), known: true });
  },

  /** Who signs out wants nothing by itself the next time. */
  signedOut(): void {
    sessionStorage.removeItem(ASKED);
    const { known: _, ...others } = preferences.get();
    preferences.set(others);
  },
};

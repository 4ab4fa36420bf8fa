// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import javax.sip.address.URI;
import ringway.imscore.auth.Authenticator;
import ringway.imscore.media.MediaPorts;
import ringway.imscore.media.MediaSession.Voice;
import ringway.imscore.phone.PhoneSettings;
import ringway.imscore.phone.Phones;
import ringway.imscore.proxy.Locator;
import ringway.imscore.proxy.Proxy;
import ringway.imscore.proxy.Trust;
import ringway.imscore.regevent.RegEventServer;
import ringway.imscore.registrar.BindingTable;
import ringway.imscore.registrar.Impu;
import ringway.imscore.registrar.Registrar;
import ringway.imscore.sip.MessageLog;
import ringway.imscore.sip.SignallingThread;
import ringway.imscore.sip.SipEndpoint;
import ringway.imscore.sip.SipText;
import ringway.imscore.sip.WireTap;
import ringway.runtime.FunctionRuntime;

/** The lab IMS core: a registrar and proxy on the SIP port, and two phones behind it. */
public final class ImsCore implements AutoCloseable {
  private static final Duration EXPIRY_CHECK = Duration.ofSeconds(1);

  private final FunctionRuntime runtime;
  private final SipEndpoint endpoint;

  private ImsCore(FunctionRuntime runtime, SipEndpoint endpoint) {
    this.runtime = runtime;
    this.endpoint = endpoint;
  }

  public static ImsCore start(ImsCoreConfig config) {
    return start(config, InstantSource.system());
  }

  /** With a clock of the caller's, for what takes minutes otherwise. */
  public static ImsCore start(ImsCoreConfig config, InstantSource clock) {
    FunctionRuntime runtime = new FunctionRuntime("ims-core");
    try {
      return new Wiring(config, clock, runtime).core();
    } catch (RuntimeException failure) {
      runtime.close();
      throw failure;
    }
  }

  /** Who knows whom. */
  private static final class Wiring {
    private final ImsCoreConfig config;
    private final InstantSource clock;
    private final FunctionRuntime runtime;
    private final SignallingThread thread;
    private final MessageLog messages;
    private final BindingTable table = new BindingTable();

    Wiring(ImsCoreConfig config, InstantSource clock, FunctionRuntime runtime) {
      this.config = config;
      this.clock = clock;
      this.runtime = runtime;
      thread = runtime.closing("signalling thread", new SignallingThread("ims-core"));
      messages = new MessageLog(clock, runtime.metrics());
      config.subscribers().forEach(known -> table.add(known.impi(), known.impus(), known.keys()));
    }

    ImsCore core() {
      SipEndpoint endpoint = open("ims-core", config.port(), messages);
      SipEndpoint phoneEndpoint = open("ims-phones", config.phones().port(), WireTap.none());
      Proxy proxy = proxy(endpoint, phoneEndpoint);
      Phones phones = phones(endpoint, phoneEndpoint);
      thread.every(EXPIRY_CHECK, () -> table.expire(clock.instant()));
      new ManagementPages(thread, messages, table, phones, proxy, clock)
          .addTo(runtime.management(), runtime.metrics());
      phoneEndpoint.serve(phones);
      endpoint.serve(proxy);
      runtime.closing("calls", () -> thread.ask(() -> hangUp(phones)));
      runtime.started(config.management());
      return new ImsCore(runtime, endpoint);
    }

    private static boolean hangUp(Phones phones) {
      phones.hangUpAll();
      return true;
    }

    private SipEndpoint open(String name, int port, WireTap tap) {
      return runtime.closing(
          name + " endpoint", SipEndpoint.open(name, config.host(), port, thread, tap));
    }

    private Proxy proxy(SipEndpoint endpoint, SipEndpoint phoneEndpoint) {
      Registrar registrar =
          new Registrar(
              new Registrar.Settings(
                  config.domain(),
                  "sip:" + Proxy.ORIGINATING + "@" + endpoint.hostPort() + ";lr",
                  Set.copyOf(config.trustedNodes()),
                  config.expiresMin(),
                  config.expiresMax(),
                  config.expiresDefault(),
                  config.wafs()),
              new Authenticator(
                  new Authenticator.Settings(
                      config.domain(),
                      config.digest().algorithms(),
                      config.digest().attemptLife(),
                      config.digest().nonceLife()),
                  clock),
              table,
              clock);
      Map<Impu, URI> numbers =
          Map.of(
              Impu.parse("tel:" + config.numbers().echo()),
              phoneUri(config.numbers().echo(), phoneEndpoint),
              Impu.parse("tel:" + config.numbers().tone()),
              phoneUri(config.numbers().tone(), phoneEndpoint));
      return new Proxy(
          endpoint,
          registrar,
          table,
          new Locator(table, numbers),
          new Trust(Set.copyOf(config.trustedNodes()), phoneEndpoint.hostPort()),
          new RegEventServer(endpoint, table, clock));
    }

    private static URI phoneUri(String number, SipEndpoint phones) {
      return SipText.uri("sip:" + number + "@" + phones.hostPort());
    }

    private Phones phones(SipEndpoint endpoint, SipEndpoint phoneEndpoint) {
      ImsCoreConfig.Phones given = config.phones();
      PhoneSettings settings =
          new PhoneSettings(
              config.domain(),
              Map.of(config.numbers().echo(), Voice.ECHO, config.numbers().tone(), Voice.TONE),
              config.numbers().tone(),
              endpoint.hostPort(),
              given.answerAfter(),
              given.ackLimit(),
              given.silenceLimit(),
              given.rtcpInterval(),
              given.maxCalls());
      return new Phones(phoneEndpoint, settings, mediaPorts());
    }

    private MediaPorts mediaPorts() {
      try {
        InetAddress host = InetAddress.getByName(config.rtp().host());
        return new MediaPorts(host, config.rtp().portMin(), config.rtp().portMax());
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("rtp.host does not resolve", e);
      }
    }
  }

  /** The SIP port, UDP and TCP. */
  public int port() {
    return endpoint.port();
  }

  @Override
  public void close() {
    runtime.close();
  }
}

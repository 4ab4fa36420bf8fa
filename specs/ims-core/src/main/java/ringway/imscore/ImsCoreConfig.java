// SPDX-License-Identifier: Apache-2.0
package ringway.imscore;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import ringway.imscore.auth.Card;
import ringway.imscore.auth.DigestAlgorithm;
import ringway.imscore.auth.UserKeys;
import ringway.imscore.registrar.WafIdentities;
import ringway.runtime.config.Secret;
import ringway.runtime.http.ListenerConfig;

/**
 * Settings of the lab IMS core, section {@code ims-core}; every key is described in the reference
 * file.
 */
public record ImsCoreConfig(
    String host,
    int port,
    String domain,
    List<String> trustedNodes,
    Duration expiresMin,
    Duration expiresMax,
    Duration expiresDefault,
    WafIdentities wafs,
    Digest digest,
    List<Subscriber> subscribers,
    Numbers numbers,
    Rtp rtp,
    Phones phones,
    ListenerConfig management) {

  private static final Pattern E164 = Pattern.compile("\\+\\d{3,15}");

  /** How users with a password or a card are challenged. */
  public record Digest(List<DigestAlgorithm> algorithms, Duration attemptLife, Duration nonceLife) {
    public Digest {
      if (algorithms.isEmpty() || algorithms.stream().anyMatch(DigestAlgorithm::isAka)) {
        throw new IllegalArgumentException(
            "digest.algorithms names some of sha-256, sha-512-256 and md5");
      }
      requireBetween(
          "digest.attempt-life", attemptLife, Duration.ofSeconds(1), Duration.ofHours(1));
      requireBetween("digest.nonce-life", nonceLife, Duration.ofSeconds(1), Duration.ofDays(1));
      algorithms = List.copyOf(algorithms);
    }
  }

  /** Key and operator variant of a card, 32 hexadecimal digits each. */
  public record Aka(Secret k, Secret opc) {
    public Aka {
      for (Secret digits : List.of(k, opc)) {
        if (!digits.reveal().matches("[0-9a-fA-F]{32}")) {
          throw new IllegalArgumentException("aka.k and aka.opc are 32 hexadecimal digits each");
        }
      }
    }
  }

  /**
   * One IMS subscription: a private identity and its public identities, the default one first.
   *
   * @param password for SIP Digest
   * @param aka for IMS AKA
   */
  public record Subscriber(
      String impi, List<String> impus, Optional<Secret> password, Optional<Aka> aka) {
    public Subscriber {
      if (impus.isEmpty()) {
        throw new IllegalArgumentException("subscriber " + impi + " needs at least one impu");
      }
      for (String impu : impus) {
        if (!impu.startsWith("sip:") && !impu.startsWith("tel:")) {
          throw new IllegalArgumentException(
              "an impu is a sip: or tel: URI, found `" + impu + "` for " + impi);
        }
      }
      impus = List.copyOf(impus);
    }

    UserKeys keys() {
      return new UserKeys(
          password, aka.map(given -> Card.of(given.k().reveal(), given.opc().reveal(), 0)));
    }
  }

  /** E.164 numbers of the built-in phones. */
  public record Numbers(String echo, String tone) {
    public Numbers {
      for (String number : List.of(echo, tone)) {
        if (!E164.matcher(number).matches()) {
          throw new IllegalArgumentException(
              "a phone number is written +15550199, found `" + number + "`");
        }
      }
      if (echo.equals(tone)) {
        throw new IllegalArgumentException("numbers.echo and numbers.tone must differ");
      }
    }
  }

  /** Address and port range of the phones' media; even ports carry RTP, the next one RTCP. */
  public record Rtp(String host, int portMin, int portMax) {
    public Rtp {
      requireSpecificAddress("rtp.host", host);
      if (portMin < 1024 || portMax > 65535 || portMax - portMin < 1) {
        throw new IllegalArgumentException(
            "rtp.port-min and rtp.port-max must span at least two ports within 1024 to 65535");
      }
    }
  }

  /** How the built-in phones behave. */
  public record Phones(
      int port,
      Duration answerAfter,
      Duration ackLimit,
      Duration silenceLimit,
      Duration rtcpInterval,
      int maxCalls) {
    public Phones {
      requirePort("phones.port", port);
      requireBetween("phones.answer-after", answerAfter, Duration.ZERO, Duration.ofMinutes(2));
      requireBetween("phones.ack-limit", ackLimit, Duration.ofMillis(1), Duration.ofMinutes(2));
      requireBetween(
          "phones.silence-limit", silenceLimit, Duration.ofMillis(1), Duration.ofDays(1));
      // RFC 3550 §6.2: five seconds is the usual interval.
      requireBetween(
          "phones.rtcp-interval", rtcpInterval, Duration.ofMillis(100), Duration.ofSeconds(5));
      if (maxCalls < 1 || maxCalls > 10_000) {
        throw new IllegalArgumentException("phones.max-calls must be 1 to 10000");
      }
    }
  }

  public ImsCoreConfig {
    requireSpecificAddress("host", host);
    requirePort("port", port);
    if (domain.isBlank() || !domain.equals(domain.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("domain is a host name in lower case");
    }
    if (expiresMin.compareTo(expiresDefault) > 0
        || expiresDefault.compareTo(expiresMax) > 0
        || expiresMin.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "1s <= expires-min <= expires-default <= expires-max must hold");
    }
    Set<String> seen = new HashSet<>();
    for (Subscriber subscriber : subscribers) {
      if (!seen.add(subscriber.impi())) {
        throw new IllegalArgumentException("subscriber " + subscriber.impi() + " is listed twice");
      }
      for (String impu : subscriber.impus()) {
        if (!seen.add(impu)) {
          throw new IllegalArgumentException("impu " + impu + " belongs to two subscribers");
        }
      }
    }
    trustedNodes = trustedNodes.stream().map(ImsCoreConfig::address).toList();
    subscribers = List.copyOf(subscribers);
  }

  /** As the socket reports it, so that comparing works for IPv6 too. */
  private static String address(String text) {
    try {
      return InetAddress.ofLiteral(text).getHostAddress();
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("trusted-nodes holds IP addresses, found `" + text + "`");
    }
  }

  private static void requirePort(String key, int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(key + " must be 0 to 65535, found " + port);
    }
  }

  private static void requireBetween(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + " must be " + min + " to " + max + ", found " + value);
    }
  }

  /** The address ends up in Service-Route, Record-Route and SDP, so it has to be a real one. */
  private static void requireSpecificAddress(String key, String host) {
    try {
      if (InetAddress.getByName(host).isAnyLocalAddress()) {
        throw new IllegalArgumentException(
            key + " must be one address peers can reach, not " + host);
      }
    } catch (UnknownHostException _) {
      throw new IllegalArgumentException(key + " `" + host + "` does not resolve");
    }
  }
}

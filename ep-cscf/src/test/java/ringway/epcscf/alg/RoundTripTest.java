// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Sessions of many offers and answers, whose formats and directions are drawn by lot: what must
 * hold of every description, whatever the two sides say (RFC 3264 §8, RFC 8829 §5).
 */
final class RoundTripTest {
  private static final List<String> BROWSERS = Samples.BROWSERS;
  private static final int SESSIONS = 60;
  private static final int EXCHANGES = 8;

  @ParameterizedTest
  @FieldSource("BROWSERS")
  void whateverIsAgreedBothSidesSeeDescriptionsByTheRules(String browser) {
    for (int seed = 0; seed < SESSIONS; seed++) {
      Session session = new Session(Samples.sdp(browser), new Random(seed));
      session.browserOffers();
      for (int i = 1; i < EXCHANGES; i++) {
        session.oneOfTheTwoOffers();
      }
    }
  }

  /** A browser and a phone that talk through us. */
  private static final class Session {
    private final Sdp first;
    private final Random random;
    private final Seen access = new Seen();
    private final Seen core = new Seen();
    private Interworking now = Samples.fresh();

    Session(Sdp first, Random random) {
      this.first = first;
      this.random = random;
    }

    void oneOfTheTwoOffers() {
      if (random.nextBoolean()) {
        browserOffers();
      } else {
        phoneOffers();
      }
    }

    void browserOffers() {
      Sdp offer = directed(first, Direction.values()[random.nextInt(4)]);
      Interworking.Offered onward = now.offerFromAccess(offer);
      plain(onward.sdp());
      core.next(onward.sdp());
      Interworking.Agreed agreed = onward.next().answerFromCore(phoneAnswers(onward.sdp()));
      secured(agreed.sdp());
      access.next(agreed.sdp());
      assertThat(lines(agreed.sdp())).isEqualTo(lines(offer));
      assertThat(formats(agreed.sdp())).isSubsetOf(formats(offer));
      assertThat(within(agreed.sdp(), offer)).isTrue();
      assertThat(agreed.terms().accessToCore()).isEqualTo(direction(agreed.sdp()).receives());
      now = agreed.next();
    }

    void phoneOffers() {
      Sdp offer = phone(Direction.values()[random.nextInt(4)], some(List.of("0", "8", "9")));
      Interworking.Offered onward = now.offerFromCore(offer);
      secured(onward.sdp());
      access.next(onward.sdp());
      assertThat(lines(onward.sdp())).isEqualTo(lines(first));
      Interworking.Agreed agreed = onward.next().answerFromAccess(browserAnswers(onward.sdp()));
      plain(agreed.sdp());
      core.next(agreed.sdp());
      assertThat(formats(agreed.sdp())).isSubsetOf(formats(offer));
      assertThat(within(agreed.sdp(), offer)).isTrue();
      assertThat(agreed.terms().coreToAccess()).isEqualTo(direction(agreed.sdp()).receives());
      now = agreed.next();
    }

    /** With the number of the offer for what it takes of it. */
    private Sdp phoneAnswers(Sdp offer) {
      List<String> taken = some(formats(offer).stream().filter(f -> f.matches("[089]")).toList());
      return phone(answering(offer), taken);
    }

    private static Sdp phone(Direction direction, List<String> formats) {
      return Samples.coreAnswer(String.join(" ", formats), "a=" + direction.attribute());
    }

    /**
     * Takes of our offer what it likes, by JSEP's rules: every line in its place, dead ones dead.
     */
    private Sdp browserAnswers(Sdp offer) {
      List<MediaSection> media = new ArrayList<>();
      for (MediaSection asked : offer.media()) {
        media.add(asked.isLive() ? taken(asked, answering(offer)) : refused(asked));
      }
      return new Sdp(
          new Sdp.Origin("-", "99", "2", first.origin().address()),
          first.name(),
          Optional.empty(),
          List.of(),
          List.of(Sdp.NO_TIME),
          offer.attributes().stream().filter(a -> a.name().equals("group")).toList(),
          media);
    }

    private MediaSection taken(MediaSection asked, Direction direction) {
      List<String> formats =
          some(asked.formats().stream().filter(f -> f.matches("[089]")).toList());
      List<Attribute> attributes = new ArrayList<>();
      for (String name : List.of("ice-ufrag", "ice-pwd", "fingerprint")) {
        attributes.add(Attribute.of(name, own(name)));
      }
      attributes.add(Attribute.of("setup", "active"));
      asked.mid().ifPresent(mid -> attributes.add(Attribute.of("mid", mid)));
      attributes.add(Attribute.of("rtcp-mux"));
      attributes.add(Attribute.of(direction.attribute()));
      return new MediaSection(
          asked.media(),
          9,
          1,
          asked.protocol(),
          formats,
          asked.connection(),
          List.of(),
          attributes);
    }

    /** Of its one transport, wherever it says it. */
    private String own(String attribute) {
      return Stream.concat(
              Attribute.values(first.attributes(), attribute),
              first.media().stream().flatMap(media -> media.value(attribute).stream()))
          .findFirst()
          .orElseThrow();
    }

    private static MediaSection refused(MediaSection asked) {
      return new MediaSection(
          asked.media(),
          0,
          1,
          asked.protocol(),
          asked.formats(),
          asked.connection(),
          List.of(),
          List.of());
    }

    /** Any of those that an answer may have. */
    private Direction answering(Sdp offer) {
      return Direction.values()[random.nextInt(4)].within(direction(offer).reversed());
    }

    /** One or more of them, in any order. */
    private List<String> some(List<String> all) {
      List<String> drawn = new ArrayList<>(all);
      Collections.shuffle(drawn, random);
      return drawn.subList(0, 1 + random.nextInt(drawn.size()));
    }
  }

  /** The descriptions one side has had of us. */
  private static final class Seen {
    private Optional<Sdp> latest = Optional.empty();
    private final Map<Integer, String> codecs = new HashMap<>();

    void next(Sdp sdp) {
      assertThat(Sdp.parse(sdp.print())).isEqualTo(sdp);
      latest.ifPresent(before -> follows(before, sdp));
      latest = Optional.of(sdp);
      // RFC 3264 §8.3.2: a number stands for one codec as long as the session lasts.
      live(sdp)
          .rtpmaps()
          .forEach(
              (number, codec) ->
                  assertThat(codecs.computeIfAbsent(number, _ -> codec)).isEqualTo(codec));
    }

    /** RFC 3264 §8: the version counts the changes, and no line goes. */
    private static void follows(Sdp before, Sdp sdp) {
      long step =
          Long.parseLong(sdp.origin().version()) - Long.parseLong(before.origin().version());
      assertThat(step).isEqualTo(sdp.equals(before) ? 0 : 1);
      assertThat(sdp.origin().id()).isEqualTo(before.origin().id());
      assertThat(lines(sdp)).startsWith(lines(before).toArray(String[]::new));
    }
  }

  /** What the core sees. */
  private static void plain(Sdp sdp) {
    assertThat(sdp.attributes()).isEmpty();
    assertThat(sdp.media()).hasSize(1);
    assertThat(live(sdp).protocol()).isEqualTo("RTP/AVP");
    assertThat(live(sdp).attributes())
        .extracting(Attribute::name)
        .isSubsetOf(
            "rtpmap", "fmtp", "ptime", "maxptime", "extmap", "rtcp", direction(sdp).attribute());
    assertThat(Attribute.values(live(sdp).attributes(), "extmap"))
        .allSatisfy(extension -> assertThat(extension).endsWith("ssrc-audio-level"));
  }

  /** What the browser sees. */
  private static void secured(Sdp sdp) {
    assertThat(sdp.media().stream().filter(MediaSection::isLive)).hasSize(1);
    assertThat(live(sdp).attributes())
        .extracting(Attribute::name)
        .contains("ice-ufrag", "ice-pwd", "fingerprint", "setup", "rtcp-mux", "candidate");
    assertThat(Attribute.values(sdp.attributes(), "group"))
        .containsExactly("BUNDLE " + live(sdp).mid().orElseThrow());
  }

  private static MediaSection live(Sdp sdp) {
    return sdp.media().stream()
        .filter(media -> media.media().equals("audio") && media.isLive())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> formats(Sdp sdp) {
    return live(sdp).formats();
  }

  private static Direction direction(Sdp sdp) {
    return Direction.of(sdp, live(sdp));
  }

  /** RFC 3264 §6.1. */
  private static boolean within(Sdp answer, Sdp offer) {
    Direction most = direction(offer).reversed();
    return direction(answer).within(most) == direction(answer);
  }

  private static Sdp directed(Sdp sdp, Direction direction) {
    return Sdp.parse(sdp.print().replace("a=sendrecv", "a=" + direction.attribute()));
  }

  private static List<String> lines(Sdp sdp) {
    return sdp.media().stream().map(m -> m.media() + " " + m.mid().orElse("-")).toList();
  }
}

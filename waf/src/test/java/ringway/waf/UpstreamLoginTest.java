// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.config.Secret;
import ringway.waf.oauth.Client;

/** OpenID Connect Core §3.1.3.7, RFC 9207, RFC 9700: signing in at another provider. */
class UpstreamLoginTest {
  @TempDir private Path directory;
  private MockProvider provider;
  private RunningWaf waf;

  @BeforeEach
  void start() {
    provider = new MockProvider();
    waf = with("accounts: claim, claim: email, timeout: 1s");
  }

  @AfterEach
  void stop() {
    waf.close();
    provider.close();
  }

  @Test
  void pageOffersTheProviderBesideTheForm() {
    assertThat(waf.authorize(RunningWaf.request()).body())
        .contains("Sign in with The &lt;Mock&gt;", "<form method=\"post\" action=\"/login\">");
  }

  @Test
  void userIsSentWithPkceNonceAndStateAndComesBackSignedIn() throws ParseException {
    HttpResponse<String> answer = comeBack(provider.signIn(begin(RunningWaf.request())));

    assertThat(provider.asked())
        .containsEntry("tenant", "1")
        .containsEntry("client_id", MockProvider.CLIENT)
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("redirect_uri", waf.issuer + "/upstream/mock/callback")
        .containsKeys("state", "nonce");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(RunningWaf.query(answer)).containsEntry("state", "the state");
    assertThat(subject(answer)).isEqualTo("bob");
  }

  @ParameterizedTest
  @EnumSource(
      value = MockProvider.Fault.class,
      names = {"NONE", "USERINFO_ABOUT_SOMEBODY_ELSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void faultyProviderSignsNobodyInAndThePageLeadsBack(MockProvider.Fault fault) {
    provider.fault = fault;

    HttpResponse<String> started = start(RunningWaf.request());
    HttpResponse<String> answer =
        started.statusCode() == 303 ? comeBack(provider.signIn(location(started))) : started;

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(answer.body()).contains("role=\"alert\"").doesNotContain("the code");
    HttpResponse<String> back = waf.get(link(answer.body(), "/login\\?"));
    assertThat(back.statusCode()).isEqualTo(200);
    Map<String, String> form = new HashMap<>(RunningWaf.hiddenFields(back.body()));
    form.put("username", "alice");
    form.put("password", "correct horse");
    assertThat(waf.post("/login", form).statusCode()).isEqualTo(303);
  }

  @Test
  void providerThatIsDownLeavesOwnLoginAlone() {
    provider.close();

    assertThat(start(RunningWaf.request()).statusCode()).isEqualTo(502);
    assertThat(waf.signIn()).containsKey("code");
  }

  @Test
  void answerForAnotherBrowserIsRefused() {
    Map<String, String> back = provider.signIn(begin(RunningWaf.request()));
    waf.anotherBrowser();
    waf.authorize(RunningWaf.request());

    HttpResponse<String> answer = comeBack(back);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void answerCountsOnce() {
    Map<String, String> back = provider.signIn(begin(RunningWaf.request()));

    assertThat(comeBack(back).statusCode()).isEqualTo(303);
    assertThat(comeBack(back).statusCode()).isEqualTo(400);
  }

  @Test
  void unknownStateIsRefused() {
    begin(RunningWaf.request());

    assertThat(comeBack(Map.of("code", "the code", "state", "made up")).statusCode())
        .isEqualTo(400);
    assertThat(comeBack(Map.of("code", "the code")).statusCode()).isEqualTo(400);
  }

  @Test
  void loginThatTookTooLongHasToStartAgain() {
    Map<String, String> back = provider.signIn(begin(RunningWaf.request()));
    waf.clock.advance(java.time.Duration.ofMinutes(11));

    assertThat(comeBack(back).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"true, ours, 303", "true, '', 502", "true, https://evil.example, 502"})
  void answerOfAProviderThatNamesItselfMustNameIt(boolean announces, String iss, int status) {
    provider.announcesIssuer = announces;
    Map<String, String> back = provider.signIn(begin(RunningWaf.request()));
    back.remove("iss");
    if (!iss.isEmpty()) {
      back.put("iss", iss.equals("ours") ? provider.issuer : iss);
    }

    assertThat(comeBack(back).statusCode()).isEqualTo(status);
  }

  @Test
  void userWhoDeclinesThereGetsAPageWithAWayBack() {
    Map<String, String> back = provider.signIn(begin(RunningWaf.request()));
    back.remove("code");
    back.put("error", "access_denied");
    back.put("error_description", "<script>alert(1)</script>");

    HttpResponse<String> answer = comeBack(back);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("href=\"/login?request=").doesNotContain("<script");
  }

  @Test
  void addressThatIsNotVerifiedSignsNobodyIn() {
    provider.claims = Map.of("email", "bob", "email_verified", false);

    assertThat(comeBack(provider.signIn(begin(RunningWaf.request()))).statusCode()).isEqualTo(403);
  }

  @Test
  void accountNobodyHereHasSignsNobodyIn() {
    provider.claims = Map.of("email", "carol@example.com", "email_verified", true);

    assertThat(comeBack(provider.signIn(begin(RunningWaf.request()))).statusCode()).isEqualTo(403);
  }

  @Test
  void accountStaysWithItsUserWhenItsAddressChanges() throws ParseException {
    assertThat(subject(comeBack(provider.signIn(begin(RunningWaf.request()))))).isEqualTo("bob");
    provider.claims = Map.of("email", "alice", "email_verified", true);

    assertThat(subject(comeBack(provider.signIn(begin(RunningWaf.request()))))).isEqualTo("bob");
  }

  @Test
  void claimTheIdTokenLeavesOutIsAskedFor() throws ParseException {
    provider.claims = Map.of();
    provider.userInfo = Map.of("email", "alice", "email_verified", true);

    assertThat(subject(comeBack(provider.signIn(begin(RunningWaf.request()))))).isEqualTo("alice");
  }

  @Test
  void userInfoAboutSomebodyElseIsRefused() {
    provider.claims = Map.of();
    provider.userInfo = Map.of("email", "alice", "email_verified", true);
    provider.fault = MockProvider.Fault.USERINFO_ABOUT_SOMEBODY_ELSE;

    assertThat(comeBack(provider.signIn(begin(RunningWaf.request()))).statusCode()).isEqualTo(502);
  }

  @Test
  void accountWithoutLinkSignsNobodyInWhereLinksAreWanted() {
    restart("accounts: linked");

    assertThat(comeBack(provider.signIn(begin(RunningWaf.request()))).statusCode()).isEqualTo(403);
  }

  @Test
  void trustedProviderMayNameTheIdentities() throws ParseException {
    restart("accounts: identities, domain: ims.example.net");
    provider.claims =
        Map.of(
            "impi",
            "carol@ims.example.net",
            "impus",
            List.of("sip:carol@ims.example.net", "tel:+15550177"));

    Map<String, Object> token = accessToken(comeBack(provider.signIn(begin(RunningWaf.request()))));

    assertThat(token)
        .containsEntry("impi", "carol@ims.example.net")
        .containsEntry("impus", List.of("sip:carol@ims.example.net", "tel:+15550177"));
    assertThat((String) token.get("sub")).startsWith("mock.");
  }

  @ParameterizedTest
  @CsvSource({
    "alice@other.example.net, sip:alice@ims.example.net",
    "alice@ims.example.net, sip:alice@other.example.net",
    "alice@ims.example.net, mailto:alice@ims.example.net",
    "alice@ims.example.net.evil.example, sip:alice@ims.example.net",
  })
  void trustedProviderMayNotNameIdentitiesOfOtherDomains(String impi, String impu) {
    restart("accounts: identities, domain: ims.example.net");
    provider.claims = Map.of("impi", impi, "impus", List.of(impu));

    assertThat(comeBack(provider.signIn(begin(RunningWaf.request()))).statusCode()).isEqualTo(502);
  }

  @Test
  void freshSignInTheClientAsksForIsAskedOfTheProvider() {
    Map<String, String> request = RunningWaf.request();
    request.put("prompt", "login");
    request.put("max_age", "60");
    Map<String, String> back = provider.signIn(begin(request));

    assertThat(provider.asked()).containsEntry("prompt", "login").containsEntry("max_age", "60");
    // It does not say when the user signed in there, so nobody knows whether that was fresh.
    assertThat(comeBack(back).statusCode()).isEqualTo(502);
  }

  @Test
  void changedRequestIsJudgedAgainBeforeAnyoneIsSentAway() {
    waf.authorize(RunningWaf.request());
    Map<String, String> request = RunningWaf.request();
    request.put("redirect_uri", "http://evil.example/callback");

    HttpResponse<String> answer =
        waf.get(
            "/upstream/mock?" + RunningWaf.encode(Map.of("request", RunningWaf.encode(request))));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void anotherWafCanBeTheProvider() throws ParseException {
    int port = RunningWaf.freePort();
    Client here =
        new Client(
            MockProvider.CLIENT,
            Secret.of(MockProvider.SECRET),
            List.of(URI.create("http://localhost:" + port + "/upstream/mock/callback")),
            List.of("openid"));
    try (RunningWaf upstream = new RunningWaf(Map.of(), here)) {
      waf.close();
      waf = with(port, upstream.issuer, "accounts: claim, claim: sub");
      URI sentTo = begin(RunningWaf.request());
      assertThat(sentTo.toString()).startsWith(upstream.issuer + "/authorize?");
      Map<String, String> form =
          new HashMap<>(
              RunningWaf.hiddenFields(upstream.get("/authorize?" + sentTo.getRawQuery()).body()));
      form.put("username", "alice");
      form.put("password", "correct horse");
      Map<String, String> back = RunningWaf.query(upstream.post("/login", form));
      assertThat(back).containsEntry("iss", upstream.issuer);

      assertThat(subject(comeBack(back))).isEqualTo("alice");
    }
  }

  private RunningWaf with(String mapping) {
    return with(RunningWaf.freePort(), provider.issuer, mapping);
  }

  private RunningWaf with(int port, String issuer, String mapping) {
    try {
      Path secret = Files.writeString(directory.resolve("secret"), MockProvider.SECRET);
      String upstreams =
          "[{id: mock, name: The <Mock>, issuer: '%s', client-id: %s, secret: 'file:%s', %s}]"
              .formatted(issuer, MockProvider.CLIENT, secret, mapping);
      return new RunningWaf(
          Map.of(
              "RINGWAY_WAF_UPSTREAMS",
              upstreams,
              "RINGWAY_WAF_LISTEN_PORT",
              Integer.toString(port)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void restart(String mapping) {
    waf.close();
    waf = with(mapping);
  }

  /** Follows the link of the login page. */
  private HttpResponse<String> start(Map<String, String> request) {
    return waf.get(link(waf.authorize(request).body(), "/upstream/mock"));
  }

  private URI begin(Map<String, String> request) {
    HttpResponse<String> answer = start(request);
    assertThat(answer.statusCode()).isEqualTo(303);
    return location(answer);
  }

  private HttpResponse<String> comeBack(Map<String, String> parameters) {
    return waf.get("/upstream/mock/callback?" + RunningWaf.encode(parameters));
  }

  private String subject(HttpResponse<String> answer) throws ParseException {
    return (String) accessToken(answer).get("sub");
  }

  private Map<String, Object> accessToken(HttpResponse<String> answer) throws ParseException {
    assertThat(answer.statusCode()).isEqualTo(303);
    Map<String, Object> tokens =
        RunningWaf.json(waf.exchange(RunningWaf.query(answer).get("code")));
    return SignedJWT.parse((String) tokens.get("access_token")).getJWTClaimsSet().getClaims();
  }

  private static URI location(HttpResponse<String> answer) {
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  private static String link(String html, String path) {
    Matcher matcher = Pattern.compile("href=\"(" + path + "[^\"]*)\"").matcher(html);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1).replace("&amp;", "&");
  }
}

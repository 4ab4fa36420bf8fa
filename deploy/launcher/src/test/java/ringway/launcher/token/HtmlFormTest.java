// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class HtmlFormTest {
  private static final URI PAGE = URI.create("https://waf.example.net/authorize?x=1");

  @Test
  void hiddenFieldsStandAndUserAndPasswordAreFilledIn() {
    HtmlForm form =
        form(
            """
            <form method="post" action="/login">
            <input type="hidden" name="request" value="a=1&amp;b=&quot;2&quot;">
            <input id="username" name="username" value="" required autofocus>
            <input name='password' type='password'>
            <input type=checkbox name=remember value=1><button type="submit">Go</button>
            </form>
            """);

    assertThat(form.target(PAGE)).hasToString("https://waf.example.net/login");
    assertThat(form.filledIn("alice", "p&ss wörd"))
        .isEqualTo("request=a%3D1%26b%3D%222%22&username=alice&password=p%26ss+w%C3%B6rd");
  }

  @Test
  void formWithoutPasswordIsPassedOver() {
    HtmlForm form =
        form(
            """
            <FORM action="/search"><INPUT NAME="q"></FORM>
            <FORM ACTION="https://idp.example.net/in"><INPUT TYPE="email" NAME="mail"><INPUT
              NAME="secret" TYPE="password"></FORM>
            """);

    assertThat(form.target(PAGE)).hasToString("https://idp.example.net/in");
    assertThat(form.filledIn("a@b", "c")).isEqualTo("mail=a%40b&secret=c");
  }

  @Test
  void formWithoutActionGoesBackToItsPage() {
    assertThat(form("<form><input name=u><input name=p type=password></form>").target(PAGE))
        .isEqualTo(PAGE);
  }

  @Test
  void characterReferencesAreDecoded() {
    HtmlForm form =
        form(
            "<form><input type=hidden name=t value='&#39;&#x41;&nosuch;&#x110000;'>"
                + "<input name=u><input name=p type=password></form>");

    assertThat(form.filledIn("u", "p")).startsWith("t=%27A%26nosuch%3B%26%23x110000%3B&");
  }

  @Test
  void pageWithoutFormGivesNone() {
    assertThat(HtmlForm.onPage("<p>welcome</p>")).isEmpty();
    assertThat(HtmlForm.onPage("")).isEmpty();
  }

  private static HtmlForm form(String html) {
    return HtmlForm.onPage(html).orElseThrow();
  }
}

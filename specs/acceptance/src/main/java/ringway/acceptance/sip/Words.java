// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.sip;

import java.util.List;

/** The nouns of a flow. To be imported statically. */
public final class Words {
  private Words() {}

  public static Draft register() {
    return Draft.of("REGISTER");
  }

  /** REGISTER with Expires 0 (TS 24.229 §5.1.1.6). */
  public static Draft deregister() {
    return register().expires(0);
  }

  public static Draft invite() {
    return Draft.of("INVITE");
  }

  public static Draft invite(String uri) {
    return invite().to(uri);
  }

  public static Draft ack() {
    return Draft.of("ACK");
  }

  public static Draft bye() {
    return Draft.of("BYE");
  }

  public static Draft cancel() {
    return Draft.of("CANCEL");
  }

  public static Draft update() {
    return Draft.of("UPDATE");
  }

  public static Draft prack() {
    return Draft.of("PRACK");
  }

  public static Draft info() {
    return Draft.of("INFO");
  }

  public static Draft refer() {
    return Draft.of("REFER");
  }

  /** Of any other method. */
  public static Draft request(String method) {
    return Draft.of(method);
  }

  public static Draft message(String uri) {
    return Draft.of("MESSAGE").to(uri);
  }

  public static Draft message() {
    return Draft.of("MESSAGE");
  }

  public static Draft options(String uri) {
    return Draft.of("OPTIONS").to(uri);
  }

  public static Draft options() {
    return Draft.of("OPTIONS");
  }

  public static Draft subscribe(String uri) {
    return Draft.of("SUBSCRIBE").to(uri);
  }

  public static Draft subscribe() {
    return Draft.of("SUBSCRIBE");
  }

  public static Draft notification() {
    return Draft.of("NOTIFY");
  }

  /** RFC 6665 §4.2.2. */
  public static Draft notification(String event, String subscriptionState) {
    return notification().header("Event", event).header("Subscription-State", subscriptionState);
  }

  public static Reply reply(int status) {
    return new Reply(status, List.of(), "");
  }

  public static Reply ok() {
    return reply(200);
  }
}

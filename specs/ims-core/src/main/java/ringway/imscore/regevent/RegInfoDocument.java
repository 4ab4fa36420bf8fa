// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.regevent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import ringway.imscore.registrar.Binding;
import ringway.imscore.registrar.BindingTable.Change;
import ringway.imscore.registrar.Subscription;

/** Writes the whole state of one subscription, what just ended included: RFC 3680 §5. */
final class RegInfoDocument {
  static final String TYPE = "application/reginfo+xml";

  private final StringBuilder xml = new StringBuilder(1024);
  private final Instant now;
  private final Optional<Change> change;

  private RegInfoDocument(Instant now, Optional<Change> change) {
    this.now = now;
    this.change = change;
  }

  /**
   * @param change what the document is written for; empty for the first one
   */
  static byte[] of(
      Subscription subscription,
      Iterable<Binding> bindings,
      Optional<Change> change,
      long version,
      Instant now) {
    RegInfoDocument document = new RegInfoDocument(now, change);
    document.write(subscription, bindings, version);
    return document.xml.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write(Subscription subscription, Iterable<Binding> bindings, long version) {
    xml.append("<?xml version=\"1.0\"?>\n")
        .append("<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" version=\"")
        .append(version)
        .append("\" state=\"full\">\n");
    boolean active = bindings.iterator().hasNext();
    for (String impu : subscription.written()) {
      xml.append("<registration aor=\"").append(escaped(impu)).append("\" id=\"");
      xml.append(id(impu)).append("\" state=\"").append(active ? "active" : "terminated");
      xml.append("\">\n");
      for (Binding binding : bindings) {
        boolean changed = change.filter(c -> c.bindings().contains(binding)).isPresent();
        contact(binding, "active", changed ? change.get().event() : "registered");
      }
      change
          .filter(Change::ended)
          .ifPresent(c -> c.bindings().forEach(b -> contact(b, "terminated", c.event())));
      xml.append("</registration>\n");
    }
    xml.append("</reginfo>\n");
  }

  private void contact(Binding binding, String state, String event) {
    xml.append("<contact id=\"").append(id(name(binding))).append("\" state=\"").append(state);
    xml.append("\" event=\"").append(event).append("\" callid=\"");
    xml.append(escaped(binding.callId())).append("\" cseq=\"").append(binding.cseq());
    if (state.equals("active")) {
      long left = Math.max(0, Duration.between(now, binding.expires()).toSeconds());
      xml.append("\" expires=\"").append(left);
    }
    xml.append("\"><uri>").append(escaped(binding.contact())).append("</uri>");
    binding
        .flow()
        .ifPresent(
            flow -> {
              parameter("+sip.instance", "\"" + flow.instance() + "\"");
              parameter("reg-id", Integer.toString(flow.regId()));
            });
    xml.append("</contact>\n");
  }

  private void parameter(String name, String value) {
    xml.append("<unknown-param name=\"").append(name).append("\">");
    xml.append(escaped(value)).append("</unknown-param>");
  }

  /** A binding keeps its id when its contact moves (RFC 5626 §6). */
  private static String name(Binding binding) {
    return binding.flow().map(flow -> flow.instance() + flow.regId()).orElse(binding.contact());
  }

  private static String id(String of) {
    return "i" + Integer.toHexString(of.hashCode());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import ringway.epcscf.registration.ContactEvent;

/**
 * Reads reginfo documents (RFC 3680 §5.4). No DTD, no entity of the document's own, bounded in size
 * and depth; what it does not know it passes over, for the format is made to be extended.
 */
final class RegInfoParser {
  private static final String NAMESPACE = "urn:ietf:params:xml:ns:reginfo";
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DEPTH = 20;
  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader reader;
  private int depth;

  private RegInfoParser(XMLStreamReader reader) {
    this.reader = reader;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }

  /**
   * @throws MalformedRegInfo when it is none
   */
  static RegInfo parse(byte[] document) {
    if (document.length > MAX_BYTES) {
      throw new MalformedRegInfo("larger than " + MAX_BYTES + " bytes");
    }
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
      try {
        return new RegInfoParser(reader).document();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      if (e instanceof MalformedRegInfo malformed) {
        throw malformed;
      }
      throw new MalformedRegInfo("not well-formed XML");
    }
  }

  private RegInfo document() throws XMLStreamException {
    while (step() != XMLStreamConstants.START_ELEMENT) {
      // what comes before the root
    }
    if (!is("reginfo")) {
      throw new MalformedRegInfo("the root is no reginfo");
    }
    long version =
        number("version").orElseThrow(() -> new MalformedRegInfo("reginfo has no version"));
    boolean full =
        switch (attribute("state")) {
          case "full" -> true;
          case "partial" -> false;
          default -> throw new MalformedRegInfo("state is neither full nor partial");
        };
    List<RegInfo.Element> registrations = new ArrayList<>();
    while (nextChild()) {
      if (is("registration")) {
        registrations.add(registration());
      } else {
        skip();
      }
    }
    while (reader.hasNext()) {
      step(); // to the end, so that a broken rest is noticed
    }
    return new RegInfo(version, full, registrations);
  }

  private RegInfo.Element registration() throws XMLStreamException {
    String aor = attribute("aor").strip();
    boolean terminated = attribute("state").equals("terminated");
    List<RegInfo.Contact> contacts = new ArrayList<>();
    while (nextChild()) {
      if (is("contact")) {
        contacts.add(contact());
      } else {
        skip();
      }
    }
    return new RegInfo.Element(aor, terminated, contacts);
  }

  private RegInfo.Contact contact() throws XMLStreamException {
    boolean terminated = attribute("state").equals("terminated");
    Optional<ContactEvent> event = ContactEvent.of(attribute("event"));
    Optional<Long> expires = number("expires");
    String callId = attribute("callid");
    Optional<Long> cseq = number("cseq");
    String uri = "";
    String instance = "";
    String regId = "";
    while (nextChild()) {
      if (is("uri")) {
        uri = text();
      } else if (is("unknown-param") && attribute("name").equals("+sip.instance")) {
        instance = text().replace("\"", "");
      } else if (is("unknown-param") && attribute("name").equals("reg-id")) {
        regId = text().replace("\"", "");
      } else {
        skip();
      }
    }
    return new RegInfo.Contact(uri, terminated, event, expires, callId, cseq, instance, regId);
  }

  /** On to the next child element; false at the end of the parent. */
  private boolean nextChild() throws XMLStreamException {
    while (true) {
      switch (step()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        default -> {
          // text and comments between elements
        }
      }
    }
  }

  private void skip() throws XMLStreamException {
    while (nextChild()) {
      skip();
    }
  }

  /** The text of an element, to its end. */
  private String text() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    while (true) {
      switch (step()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return text.toString().strip();
        }
        case XMLStreamConstants.START_ELEMENT -> skip();
        default -> {
          // comments
        }
      }
    }
  }

  private int step() throws XMLStreamException {
    int event = reader.next();
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        if (++depth > MAX_DEPTH) {
          throw new MalformedRegInfo("elements too deep");
        }
      }
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
          throw new MalformedRegInfo("a DTD or an entity of its own");
      default -> {
        // nothing to count
      }
    }
    return event;
  }

  private boolean is(String name) {
    return NAMESPACE.equals(reader.getNamespaceURI()) && reader.getLocalName().equals(name);
  }

  private String attribute(String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  private Optional<Long> number(String name) {
    String value = attribute(name).strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.matches("\\d{1,18}")) {
      throw new MalformedRegInfo(name + " is no number");
    }
    return Optional.of(Long.parseLong(value));
  }
}

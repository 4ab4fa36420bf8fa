// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of JSON reports (RFC 8259) into maps, lists, texts, numbers and truth values; null
 * becomes an empty text. Here because nothing but the JDK may be used.
 */
final class Json {
  private static final int MAX_DEPTH = 200;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException when it is no JSON
   */
  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.blanks();
    if (json.at != text.length()) {
      throw json.broken("nothing more");
    }
    return value;
  }

  static Map<?, ?> object(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /** A text of an object, empty when there is none of that name. */
  static String string(Map<?, ?> object, String key) {
    return object.get(key) instanceof String string ? string : "";
  }

  private Object value() {
    blanks();
    if (++depth > MAX_DEPTH) {
      throw broken("less nesting");
    }
    try {
      return switch (peek()) {
        case '{' -> readObject();
        case '[' -> readList();
        case '"' -> readString();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", "");
        default -> number();
      };
    } finally {
      depth--;
    }
  }

  private Map<String, Object> readObject() {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    blanks();
    if (take('}')) {
      return object;
    }
    do {
      blanks();
      String key = readString();
      blanks();
      expect(':');
      object.put(key, value());
      blanks();
    } while (take(','));
    expect('}');
    return object;
  }

  private List<Object> readList() {
    List<Object> list = new ArrayList<>();
    at++;
    blanks();
    if (take(']')) {
      return list;
    }
    do {
      list.add(value());
      blanks();
    } while (take(','));
    expect(']');
    return list;
  }

  private String readString() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (!take('"')) {
      char c = next();
      string.append(c == '\\' ? escaped(next()) : c);
    }
    return string.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw broken("four digits");
        }
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> c;
    };
  }

  private Object word(String word, Object meaning) {
    if (!text.startsWith(word, at)) {
      throw broken(word);
    }
    at += word.length();
    return meaning;
  }

  private Double number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (start == at) {
      throw broken("a value");
    }
    return Double.valueOf(text.substring(start, at));
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw broken("more");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private boolean take(char c) {
    boolean there = peek() == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw broken("`" + c + "`");
    }
  }

  private IllegalArgumentException broken(String expected) {
    return new IllegalArgumentException("expected " + expected + " at character " + at);
  }
}

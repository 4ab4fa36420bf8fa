// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import ringway.waf.identity.Impi;
import ringway.waf.identity.Impu;
import ringway.waf.identity.PasswordHash;
import ringway.waf.identity.Subscription;
import ringway.waf.identity.User;

/**
 * Subscribers as lines of CSV (RFC 4180). The first line names the columns: {@code name}, {@code
 * impi}, {@code impus} (with spaces between them), and {@code password} or {@code password-hash}.
 */
final class SubscriberCsv {
  private static final ObjectReader CSV =
      new CsvMapper().enable(CsvParser.Feature.WRAP_AS_ARRAY).readerFor(String[].class);
  private static final Set<String> NAMED = Set.of("name", "impi", "impus");
  private static final int MOST_PASSWORD = 1024;

  /** A user that can be added, and the line it stands in. */
  record Row(long line, User user) {}

  /** What the lines came to. */
  record Outcome(List<Row> rows, List<LineFault> faults) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<LineFault> faults = new ArrayList<>();
  private final List<String> columns;

  private SubscriberCsv(List<String> columns) {
    this.columns = columns;
  }

  /**
   * @param csv the line of column names, then lines of the file
   * @param firstLine the number of the first of those lines in the file
   */
  static Outcome read(byte[] csv, long firstLine) {
    String text = text(csv);
    String[] headAndRest = text.split("\r?\n", 2);
    SubscriberCsv reading = new SubscriberCsv(columns(headAndRest[0]));
    if (headAndRest.length == 2) {
      reading.readLines(headAndRest[1], firstLine);
    }
    return new Outcome(reading.rows, reading.faults);
  }

  private static String text(byte[] csv) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
    } catch (CharacterCodingException _) {
      throw Problem.of(400, "Not CSV", "the lines are not UTF-8");
    }
  }

  private static List<String> columns(String head) {
    List<String> columns = Stream.of(fields(head)).map(String::strip).toList();
    List<String> unknown =
        columns.stream()
            .filter(c -> !NAMED.contains(c) && !c.equals("password") && !c.equals("password-hash"))
            .toList();
    boolean onePassword = columns.contains("password") != columns.contains("password-hash");
    if (!unknown.isEmpty()
        || !columns.containsAll(NAMED)
        || !onePassword
        || columns.stream().distinct().count() != columns.size()) {
      throw Problem.field(
          "", "the first line must name the columns: name,password,impi,impus, or password-hash");
    }
    return columns;
  }

  private static String[] fields(String line) {
    try (MappingIterator<String[]> fields = CSV.readValues(line)) {
      return fields.hasNextValue() ? fields.nextValue() : new String[0];
    } catch (IOException _) {
      throw Problem.field("", "the first line is not CSV");
    }
  }

  /** Line by line: no value may hold a line break, so a broken line spoils none but itself. */
  private void readLines(String text, long firstLine) {
    long number = firstLine;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (!line.isBlank()) {
        readLine(number, line);
      }
      number++;
    }
  }

  private void readLine(long number, String line) {
    String[] fields;
    try (MappingIterator<String[]> parsed = CSV.readValues(line)) {
      fields = parsed.nextValue();
    } catch (IOException _) {
      fault(number, "", "not CSV: a quoted value must end in its line");
      return;
    }
    if (fields.length != columns.size()) {
      fault(number, "", "expected " + columns.size() + " values, found " + fields.length);
      return;
    }
    int before = faults.size();
    String name = value(fields, "name").strip();
    if (!User.isName(name)) {
      fault(number, "name", "a user name has 1 to 64 letters, digits or . _ @ + -");
    }
    List<Subscription> subscription = subscription(number, fields);
    List<PasswordHash> hash = faults.size() > before ? List.of() : hash(number, fields);
    if (faults.size() == before) {
      rows.add(new Row(number, new User(name, hash.getFirst(), true, subscription)));
    }
  }

  private List<Subscription> subscription(long number, String[] fields) {
    String field = "impi";
    try {
      Impi impi = new Impi(value(fields, field).strip());
      field = "impus";
      List<Impu> impus =
          Stream.of(value(fields, field).split("\\s+"))
              .filter(text -> !text.isEmpty())
              .map(Impu::new)
              .toList();
      return List.of(new Subscription(impi, impus));
    } catch (IllegalArgumentException e) {
      fault(number, field, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  /** Neither a password nor a hash is ever repeated in a fault. */
  private List<PasswordHash> hash(long number, String[] fields) {
    if (columns.contains("password")) {
      String password = value(fields, "password");
      if (password.isEmpty() || password.length() > MOST_PASSWORD) {
        fault(number, "password", "expected 1 to " + MOST_PASSWORD + " characters");
        return List.of();
      }
      return List.of(PasswordHash.of(password));
    }
    try {
      return List.of(PasswordHash.parse(value(fields, "password-hash").strip()));
    } catch (IllegalArgumentException e) {
      fault(number, "password-hash", String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private String value(String[] fields, String column) {
    return fields[columns.indexOf(column)];
  }

  private void fault(long line, String field, String detail) {
    faults.add(new LineFault(line, field, detail));
  }
}

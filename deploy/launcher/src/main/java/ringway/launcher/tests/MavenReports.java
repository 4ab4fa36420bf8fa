// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import ringway.launcher.tests.SuiteResult.Skipped;

/** The XML reports of Surefire and Failsafe, per module of the parent POM. */
final class MavenReports {
  private static final Pattern MODULE = Pattern.compile("<module>\\s*([^<]+?)\\s*</module>");
  private static final List<String> REPORTS =
      List.of("target/surefire-reports", "target/failsafe-reports");

  private final Path root;

  MavenReports(Path root) {
    this.root = root;
  }

  /** One result per module that has tests; a module without a report is a failure. */
  List<SuiteResult> results() throws IOException {
    List<SuiteResult> results = new ArrayList<>();
    for (String module :
        MODULE
            .matcher(Files.readString(root.resolve("pom.xml")))
            .results()
            .map(match -> match.group(1))
            .toList()) {
      List<Path> files = reports(root.resolve(module));
      if (!files.isEmpty()) {
        SuiteResult sum = SuiteResult.empty(module);
        for (Path file : files) {
          sum = sum.plus(read(module, file));
        }
        results.add(sum);
      } else if (hasTests(root.resolve(module))) {
        results.add(SuiteResult.failed(module, "its tests did not run"));
      }
    }
    return results;
  }

  private static List<Path> reports(Path module) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String directory : REPORTS) {
      Path reports = module.resolve(directory);
      if (Files.isDirectory(reports)) {
        try (Stream<Path> entries = Files.list(reports)) {
          entries
              .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
              .sorted()
              .forEach(files::add);
        }
      }
    }
    return files;
  }

  private static boolean hasTests(Path module) throws IOException {
    Path sources = module.resolve("src/test/java");
    if (!Files.isDirectory(sources)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files.anyMatch(
          file -> file.getFileName().toString().matches(".*(Test|Tests|TestCase|IT)\\.java"));
    }
  }

  private static SuiteResult read(String module, Path file) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (InputStream in = Files.newInputStream(file)) {
      return new Reading(module).over(factory.createXMLStreamReader(in));
    } catch (XMLStreamException e) {
      // A JVM that was killed leaves half a report.
      return SuiteResult.failed(
          module, file.getFileName() + " is broken: " + SuiteResult.firstLine(e.getMessage()));
    }
  }

  private static final class Reading {
    private final String module;
    private final List<String> failed = new ArrayList<>();
    private final List<String> unsteady = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private int passed;
    private String test = "";
    private boolean decided;

    Reading(String module) {
      this.module = module;
    }

    SuiteResult over(XMLStreamReader xml) throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> begin(xml);
          case XMLStreamConstants.END_ELEMENT -> {
            if (xml.getLocalName().equals("testcase") && !decided) {
              passed++;
            }
          }
          default -> {}
        }
      }
      return new SuiteResult(module, passed, failed, unsteady, skipped);
    }

    private void begin(XMLStreamReader xml) throws XMLStreamException {
      switch (xml.getLocalName()) {
        case "testcase" -> {
          String type = attribute(xml, "classname");
          test = type.substring(type.lastIndexOf('.') + 1) + "." + attribute(xml, "name");
          decided = false;
        }
        case "failure", "error" -> {
          if (!decided) {
            failed.add(reason(xml));
            decided = true;
          }
        }
        // Once more is the limit, so a test has one of these at most.
        case "flakyFailure", "flakyError" -> unsteady.add(reason(xml));
        case "skipped" -> {
          if (!decided) {
            String reason = SuiteResult.firstLine(assumption(xml));
            skipped.add(new Skipped(test, reason.isEmpty() ? "no reason given" : reason, 1));
            decided = true;
          }
        }
        default -> {}
      }
    }

    private String reason(XMLStreamReader xml) {
      return test + ": " + SuiteResult.firstLine(attribute(xml, "message"));
    }

    /** Surefire writes it into the element alone when an assumption fails. */
    private static String assumption(XMLStreamReader xml) throws XMLStreamException {
      String message = attribute(xml, "message");
      return message.isEmpty()
          ? xml.getElementText().replaceFirst("^[\\w.]+: (Assumption failed: )?", "")
          : message;
    }

    private static String attribute(XMLStreamReader xml, String name) {
      String value = xml.getAttributeValue("", name);
      if (value == null) {
        value = xml.getAttributeValue(null, name);
      }
      return value == null ? "" : value;
    }
  }
}

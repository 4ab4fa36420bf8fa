// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.config.ConfigError;

/**
 * Sends a CSV file piece by piece, tells of every line that is wrong, and has the WAF take over the
 * whole in the end, or nothing.
 */
final class CsvImport {
  private static final String CSV = "text/csv";
  private static final int MOST_LINES = 100;
  private static final int MOST_CHARACTERS = 16 * 1024;
  private static final int LONGEST_LINE = 10 * 1024;
  private static final int MOST_TOLD = 100;

  private final AdminClient client;
  private final Path file;
  private final PrintWriter err;
  private final boolean interactive;
  private long lines;
  private long wrong;
  private long lastWrong;
  private int told;

  CsvImport(AdminClient client, Path file, PrintWriter err) {
    this.client = client;
    this.file = file;
    this.err = err;
    this.interactive = System.console() != null && System.console().isTerminal();
  }

  /** 0 when all was (or, dry, would be) imported, 1 when nothing was. */
  int run(boolean dryRun) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String head =
          line(in).orElseThrow(() -> new AdminRefused(file + " is empty.")).replace("\uFEFF", "");
      String id = client.send("POST", "imports", Map.of()).path("id").asText();
      try {
        sendLines(in, head, id);
        return finish(id, dryRun);
      } catch (AdminRefused | IOException e) {
        drop(id);
        throw e;
      }
    } catch (NoSuchFileException _) {
      throw new ConfigError(file + " does not exist");
    } catch (CharacterCodingException _) {
      throw new AdminRefused(file + " is not UTF-8; nothing is imported.");
    } catch (IOException e) {
      throw new ConfigError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void sendLines(BufferedReader in, String head, String id) throws IOException {
    StringBuilder piece = new StringBuilder();
    int inPiece = 0;
    for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
      piece.append(line.get()).append('\n');
      inPiece++;
      if (inPiece == MOST_LINES || piece.length() > MOST_CHARACTERS) {
        sendPiece(head, piece, inPiece, id);
        inPiece = 0;
      }
    }
    if (inPiece > 0) {
      sendPiece(head, piece, inPiece, id);
    }
  }

  private void sendPiece(String head, StringBuilder piece, int inPiece, String id) {
    // The line of column names is the first one.
    Map<String, String> query = Map.of("id", id, "line", Long.toString(lines + 2));
    JsonNode answer = client.call("POST", "imports/lines", query, head + "\n" + piece, CSV);
    piece.setLength(0);
    lines += inPiece;
    for (JsonNode fault : answer.path("faults")) {
      if (told < MOST_TOLD) {
        clearProgress();
        err.println(file + ": " + AdminClient.line(fault));
        told++;
      }
      long line = fault.path("line").asLong();
      wrong += line == lastWrong ? 0 : 1; // a line may have several faults
      lastWrong = line;
    }
    progress();
  }

  private int finish(String id, boolean dryRun) {
    clearProgress();
    if (wrong > 0) {
      drop(id);
      String more = told == MOST_TOLD ? ", the first " + MOST_TOLD + " faults are told" : "";
      err.println(wrong + " of " + lines + " lines are wrong" + more + "; nothing is imported.");
      err.flush();
      return 1;
    }
    Map<String, String> query = Map.of("id", id, "dry-run", Boolean.toString(dryRun));
    long users = client.send("POST", "imports/commit", query).path("users").asLong();
    if (dryRun) {
      drop(id);
    }
    err.println(
        dryRun ? users + " users could be imported." : users + " users have been imported.");
    err.flush();
    return 0;
  }

  private void drop(String id) {
    try {
      client.send("DELETE", "imports", Map.of("id", id));
    } catch (AdminRefused _) {
      // What cannot be dropped ends by itself; why it is dropped is what the user wants to read.
    }
  }

  private void progress() {
    if (interactive) {
      err.print("\r" + lines + " lines sent, " + wrong + " wrong ");
      err.flush();
    }
  }

  private void clearProgress() {
    if (interactive) {
      err.print("\r\033[K");
    }
  }

  /** A line, which a file of another kind may not have for gigabytes. */
  private Optional<String> line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int read = in.read();
    if (read < 0) {
      return Optional.empty();
    }
    while (read >= 0 && read != '\n') {
      if (line.length() == LONGEST_LINE) {
        throw new AdminRefused(
            file + ": line " + (lines + 2) + " or one soon after it is too long to be CSV.");
      }
      line.append((char) read);
      read = in.read();
    }
    if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return Optional.of(line.toString());
  }
}

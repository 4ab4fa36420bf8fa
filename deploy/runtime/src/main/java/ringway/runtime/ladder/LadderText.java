// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

import java.util.List;

/** A ladder in plain characters, for consoles and failure messages. */
public final class LadderText {
  private static final int COLUMN = 30;
  private static final int MARGIN = 8;

  private LadderText() {}

  public static String draw(Ladder ladder) {
    List<Actor> actors = ladder.actors();
    if (actors.isEmpty()) {
      return "(nothing was sent)\n";
    }
    StringBuilder text = new StringBuilder();
    StringBuilder head = blank(actors.size());
    for (int i = 0; i < actors.size(); i++) {
      String name = actors.get(i).name();
      put(head, Math.max(0, at(i) - name.length() / 2), name);
    }
    text.append(head.toString().stripTrailing()).append('\n');
    for (Rung rung : ladder.rungs()) {
      text.append(line(actors, rung).stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String line(List<Actor> actors, Rung rung) {
    StringBuilder line = blank(actors.size());
    for (int i = 0; i < actors.size(); i++) {
      line.setCharAt(at(i), '|');
    }
    int from = at(actors.indexOf(rung.from()));
    int to = at(actors.indexOf(rung.to()));
    if (from == to) {
      put(line, from + 2, shorten(rung.title(), line.length() - from - 2));
      return line.toString();
    }
    int left = Math.min(from, to) + 1;
    int right = Math.max(from, to);
    for (int i = left; i < right; i++) {
      line.setCharAt(i, '-');
    }
    line.setCharAt(from < to ? right - 1 : left, from < to ? '>' : '<');
    // The title must not reach over the end of its own arrow.
    String title = " " + shorten(rung.title(), Math.min(right - left, COLUMN) - 5) + " ";
    put(line, from < to ? left + 1 : left + 2, title);
    return line.toString();
  }

  private static int at(int column) {
    return MARGIN + column * COLUMN;
  }

  private static StringBuilder blank(int columns) {
    return new StringBuilder(" ".repeat(MARGIN * 2 + 2 + columns * COLUMN));
  }

  private static void put(StringBuilder line, int at, String text) {
    line.replace(at, Math.min(line.length(), at + text.length()), text);
  }

  private static String shorten(String text, int length) {
    return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
  }
}

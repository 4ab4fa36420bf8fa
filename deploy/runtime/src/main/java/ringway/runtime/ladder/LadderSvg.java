// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.ladder;

import java.util.List;
import java.util.Locale;
import ringway.runtime.Resources;

/** A ladder as inline SVG; every message is a group whose title holds its whole text. */
public final class LadderSvg {
  private static final int COLUMN = 205;
  private static final int MARGIN = 90;
  private static final int ROW = 30;
  private static final int TOP = 64;
  private static final int LONGEST_LABEL = 26;

  private LadderSvg() {}

  /** The style sheet of the drawing, and the colours a page around it may use. */
  public static String style() {
    return Resources.text(LadderSvg.class, "ladder.css");
  }

  public static String draw(Ladder ladder) {
    List<Actor> actors = ladder.actors();
    List<Rung> rungs = ladder.rungs();
    int width = 2 * MARGIN + Math.max(0, actors.size() - 1) * COLUMN;
    int height = TOP + rungs.size() * ROW + 20;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"ladder\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " role=\"img\">\n",
            width,
            height,
            width,
            height));
    for (int i = 0; i < actors.size(); i++) {
      column(svg, x(i), height, actors.get(i));
    }
    for (int i = 0; i < rungs.size(); i++) {
      rung(svg, actors, rungs.get(i), TOP + i * ROW + 20);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void column(StringBuilder svg, int x, int height, Actor actor) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"life\" x1=\"%d\" y1=\"44\" x2=\"%d\" y2=\"%d\"/><rect class=\"actor %s\""
                + " x=\"%d\" y=\"12\" width=\"130\" height=\"32\" rx=\"6\"/><text class=\"name\""
                + " x=\"%d\" y=\"33\">%s</text>\n",
            x,
            x,
            height - 6,
            actor.kind().name().toLowerCase(Locale.ROOT),
            x - 65,
            x,
            Markup.escape(actor.name())));
  }

  private static void rung(StringBuilder svg, List<Actor> actors, Rung rung, int y) {
    int from = x(actors.indexOf(rung.from()));
    int to = x(actors.indexOf(rung.to()));
    String kind = rung.from().equals(rung.to()) ? "note" : kind(rung.title());
    svg.append("<g class=\"rung ").append(kind).append("\" tabindex=\"0\"><title>");
    svg.append(Markup.escape(rung.text())).append("</title>");
    String label = Markup.escape(shorten(rung.title()));
    if (from == to) {
      svg.append(
          String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>", from, y + 4, label));
    } else {
      int tip = from < to ? -8 : 8;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"hit\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                  + "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                  + "<path d=\"M%d %d l%d -4 v8 z\"/><text x=\"%d\" y=\"%d\">%s</text>",
              Math.min(from, to),
              y - 18,
              Math.abs(to - from),
              ROW - 2,
              from,
              y,
              to,
              y,
              to,
              y,
              tip,
              (from + to) / 2,
              y - 5,
              label));
    }
    svg.append("</g>\n");
  }

  private static String kind(String title) {
    return switch (title.isEmpty() ? ' ' : title.charAt(0)) {
      case '1', '3' -> "provisional";
      case '2' -> "success";
      case '4', '5', '6' -> "failure";
      default -> "request";
    };
  }

  private static int x(int column) {
    return MARGIN + column * COLUMN;
  }

  private static String shorten(String text) {
    return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL - 1) + "…";
  }
}

// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.page;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** One file of the web client, ready to send. */
record SiteFile(String type, String cacheControl, String tag, byte[] content) {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  /** Vite puts a hash of the content into the name, so such a file never changes. */
  private static final Pattern HASHED = Pattern.compile("/assets/.+-[A-Za-z0-9_-]{8}\\.[a-z0-9.]+");

  static SiteFile of(String path, byte[] content) {
    String extension = path.substring(path.lastIndexOf('.') + 1);
    return new SiteFile(
        TYPES.getOrDefault(extension, "application/octet-stream"),
        HASHED.matcher(path).matches() ? "public, max-age=31536000, immutable" : "no-cache",
        tag(content),
        content);
  }

  HttpReply answer(HttpRequest request) {
    boolean known = request.headers("If-None-Match").contains(tag);
    HttpReply reply = known ? HttpReply.of(304) : HttpReply.of(200).withBody(type, content);
    return reply.with("ETag", tag).with("Cache-Control", cacheControl);
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

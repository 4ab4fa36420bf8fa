// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/**
 * The web client's files, read once at start: a request can only name one of them, never a path on
 * the disk.
 */
public final class Site {
  private static final Logger log = LoggerFactory.getLogger(Site.class);
  private static final String BUILT_IN = "/ringway/wwsf/site";
  private static final String INDEX = "/index.html";
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private final Map<String, SiteFile> files;

  private Site(Map<String, SiteFile> files) {
    this.files = Map.copyOf(files);
  }

  /** The web client in a directory. */
  public static Site in(Path directory) {
    try {
      Map<String, SiteFile> files = read(directory);
      if (!files.containsKey(INDEX)) {
        throw new ConfigError("wwsf.site: " + directory + " holds no index.html");
      }
      return new Site(files);
    } catch (IOException e) {
      throw new ConfigError("wwsf.site: " + directory + " cannot be read: " + e, e);
    }
  }

  /** The web client in this jar; a page that says how to build it when there is none. */
  public static Site builtIn() {
    URL index = Site.class.getResource(BUILT_IN + INDEX);
    if (index == null) {
      log.warn("no web client built in");
      return none();
    }
    return besides(index);
  }

  /** Only the page that says how to build the web client. */
  static Site none() {
    return new Site(Map.of());
  }

  /** All files of the folder in which {@code index} lies, in a jar or on disk. */
  static Site besides(URL index) {
    try {
      if (index.openConnection() instanceof JarURLConnection jar) {
        try (FileSystem inside = FileSystems.newFileSystem(Path.of(jar.getJarFileURL().toURI()))) {
          return new Site(read(inside.getPath(jar.getEntryName()).toAbsolutePath().getParent()));
        }
      }
      return new Site(read(Path.of(index.toURI()).getParent()));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the built-in web client cannot be read", e);
    }
  }

  public HttpReply get(HttpRequest request) {
    String path = request.path().equals("/") ? INDEX : request.path();
    Optional<SiteFile> file = Optional.ofNullable(files.get(path));
    if (file.isPresent()) {
      return file.get().answer(request);
    }
    if (path.equals(INDEX)) {
      return Page.notBuilt();
    }
    throw new HttpReject(404, "not_found", "this page does not exist");
  }

  /**
   * No script but the page's own files, no connection but to this server and the eP-CSCF.
   *
   * @param waf a sign-in begun by a form ends there, and browsers hold redirects to the policy too
   */
  public static String policy(URI w2, URI waf) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' " + origin(w2),
        "media-src 'self' blob: data:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self' " + origin(waf),
        "frame-ancestors 'none'");
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static Map<String, SiteFile> read(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Map<String, SiteFile> files = new HashMap<>();
    long total = 0;
    for (Path path : paths) {
      total += Files.size(path);
      if (total > MAX_BYTES) {
        throw new ConfigError("the web client in " + root + " is larger than 64 MiB");
      }
      String name = "/" + root.relativize(path).toString().replace('\\', '/');
      files.put(name, SiteFile.of(name, Files.readAllBytes(path)));
    }
    return files;
  }
}

// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.Secret;

/** Where the WAF is and how an administrator is known there. */
final class AdminOptions {
  @Option(
      names = "--admin",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:RINGWAY_WAF_ADMIN_URL:-http://localhost:9081}",
      description = "Management address of the WAF (default: ${DEFAULT-VALUE}).")
  private URI address = URI.create("http://localhost:9081");

  @Option(
      names = "--token",
      paramLabel = "REFERENCE",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:RINGWAY_WAF_ADMIN_TOKEN}",
      description =
          "The admin token as file:/path or env:NAME; without it RINGWAY_WAF_ADMIN_TOKEN holds"
              + " such a reference.")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:RINGWAY_WAF_ADMIN_CACERT}",
      description =
          "PEM certificates to believe instead of the system's: of a private authority, or the"
              + " WAF's own that is self-signed.")
  private Optional<Path> cacert = Optional.empty();

  /** Only the certificates of the file are believed. */
  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
      believed.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        believed.setCertificateEntry("ca-" + believed.size(), one);
      }
      if (believed.size() == 0) {
        throw new ConfigError("--cacert: " + file + " holds no PEM certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(believed);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (NoSuchFileException _) {
      throw new ConfigError("--cacert: " + file + " does not exist");
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigError("--cacert: " + file + " holds no PEM certificate", e);
    }
  }

  AdminClient client() {
    String reference =
        token.orElseThrow(
            () -> new ConfigError("give --token file:/path or env:NAME, as in waf.admin.token"));
    if (address.getHost() == null || !String.valueOf(address.getScheme()).matches("https?")) {
      throw new ConfigError("--admin: expected an address such as http://localhost:9081");
    }
    try {
      return new AdminClient(
          address,
          AdminClient.JSON.convertValue(reference, Secret.class),
          cacert.map(AdminOptions::trusting));
    } catch (IllegalArgumentException e) {
      Throwable said = e;
      while (said.getCause() != null && said.getCause() instanceof Exception) {
        said = said.getCause();
        if (said.getClass() == IllegalArgumentException.class) {
          break;
        }
      }
      throw new ConfigError("--token: " + said.getMessage(), e);
    }
  }
}

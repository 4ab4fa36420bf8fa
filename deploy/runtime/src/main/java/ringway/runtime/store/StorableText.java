// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.store;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Text as PostgreSQL takes it. It refuses NUL and halves of characters, which a peer may send where
 * a name or a token is asked for; replaced they simply match nothing.
 */
final class StorableText extends AbstractArgumentFactory<String> {
  StorableText() {
    super(Types.VARCHAR);
  }

  @Override
  protected Argument build(String value, ConfigRegistry config) {
    String text = storable(value);
    return (position, statement, _) -> statement.setString(position, text);
  }

  private static String storable(String value) {
    boolean plain =
        value.codePoints().allMatch(c -> c != 0 && !(c >= 0xD800 && c <= 0xDFFF)); // one half alone
    if (plain) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    value
        .codePoints()
        .map(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}

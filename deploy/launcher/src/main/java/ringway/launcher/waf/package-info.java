// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ringway waf users|subscriptions|pools|clients|keys|sessions}: the admin API of a running
 * WAF as commands. Lists are printed one JSON object a line, refusals as one sentence on standard
 * error.
 *
 * <p>Entry class: {@link ringway.launcher.waf.WafCommands}. Commands run on the main thread.
 */
@NullMarked
package ringway.launcher.waf;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What the media function counts. Entry class: {@link ringway.agw.meter.MediaMeters}; the reasons
 * why a packet goes no further are the constants of {@link ringway.agw.meter.Drop}.
 *
 * <p>Thread rule: everything here is thread-safe and never waits.
 */
@NullMarked
package ringway.agw.meter;

import org.jspecify.annotations.NullMarked;

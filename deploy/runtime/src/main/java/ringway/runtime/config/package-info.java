// SPDX-License-Identifier: Apache-2.0
/**
 * Settings: YAML and environment to records, with errors that name file, key and expected value.
 */
@NullMarked
package ringway.runtime.config;

import org.jspecify.annotations.NullMarked;

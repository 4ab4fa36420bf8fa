// SPDX-License-Identifier: Apache-2.0
/** Jetty set up one way for all functions: TLS, limits, virtual threads, a small router. */
@NullMarked
package ringway.runtime.http;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The database of a function that has one: H2 or PostgreSQL, its schema kept by Flyway. Functions
 * that use it declare the libraries, which are optional here, so that the others go without.
 *
 * <p>Entry class: {@link ringway.runtime.store.Database}. Thread-safe.
 */
@NullMarked
package ringway.runtime.store;

import org.jspecify.annotations.NullMarked;

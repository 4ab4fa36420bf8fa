// SPDX-License-Identifier: Apache-2.0
package ringway.waf.login;

import java.time.Instant;

/** A browser in which a user is signed in at this WAF. */
record Session(String user, SignInMethod method, Instant signedInAt) {}

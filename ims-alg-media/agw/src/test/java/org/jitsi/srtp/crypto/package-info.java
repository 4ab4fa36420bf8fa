// SPDX-License-Identifier: Apache-2.0
/** The one class of jitsi-srtp that is replaced, so that its native library stays out. */
package org.jitsi.srtp.crypto;

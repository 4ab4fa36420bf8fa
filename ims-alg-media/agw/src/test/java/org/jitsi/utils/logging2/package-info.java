// SPDX-License-Identifier: Apache-2.0
/** The one class of jitsi-utils that is replaced, so that its messages go to SLF4J. */
package org.jitsi.utils.logging2;

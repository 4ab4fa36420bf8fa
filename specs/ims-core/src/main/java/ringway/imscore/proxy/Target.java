// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.proxy;

import java.util.List;
import java.util.Optional;
import javax.sip.address.URI;
import ringway.imscore.registrar.Binding;

/**
 * One place a request is sent to.
 *
 * @param route the stored Path, empty for a phone of the lab
 * @param binding the contact this is, when it is a registered one
 */
record Target(URI uri, List<String> route, Optional<Binding> binding) {}

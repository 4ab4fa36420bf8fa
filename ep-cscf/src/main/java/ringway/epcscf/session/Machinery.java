// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import ringway.epcscf.transaction.TransactionLayer;

/** What every part of a session works with. */
record Machinery(
    TransactionLayer transactions,
    NextHop nextHop,
    Onward onwards,
    Invitations invitations,
    Calls calls,
    Ending ending,
    SessionTimers timers,
    Provisionals provisionals,
    Updates updates,
    Reservations reservations,
    DialogHops hops) {}

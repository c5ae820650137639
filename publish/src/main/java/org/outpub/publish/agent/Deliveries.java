package org.outpub.publish.agent;

import java.util.function.BooleanSupplier;
import org.outpub.publish.delivery.location.ServerHealth;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.Wire;

/**
 * What all deliveries of an agent share. Confined to the loop.
 *
 * @param loop tells the time
 * @param timers of the agent
 * @param wire the open transports
 * @param branches the requests under way
 * @param locator finds servers
 * @param health what is remembered of servers
 * @param templates what requests are written from
 * @param mayLeaveDatagrams whether a large request may go by TCP where UDP was found (Asterisk: {@code
 *     disable_tcp_switch=no})
 */
record Deliveries(
        Loop loop,
        Timers timers,
        Wire wire,
        Branches branches,
        Locator locator,
        ServerHealth health,
        Templates templates,
        BooleanSupplier mayLeaveDatagrams) {}

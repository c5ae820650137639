package org.outpub.publish.config;

import java.util.Collection;
import java.util.List;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * The {@code system} section: what holds for the SIP stack. At most one; without it, or while it is wrong, the defaults
 * hold. Immutable.
 *
 * @param id {@code system}
 * @param disableTcpSwitch whether a request that is too large for one packet stays on UDP, in fragments, rather than go by
 *     TCP (RFC 3261 §18.1.1). Asterisk's default is yes; here the RFC's is, which asks for TCP
 */
public record SipSystem(String id, boolean disableTcpSwitch) implements SorceryObject {
    private static final String SAME_TIMERS =
            "requests go by the timers of RFC 3261: 500 ms, and 32 s until one is given up";

    /** Its declaration. */
    public static final ObjectType<SipSystem> TYPE = ObjectType.of("system", SipSystem.class)
            .field("disable_tcp_switch", FieldCodecs.yesNo(), "no", SipSystem::disableTcpSwitch)
            .about(
                    "keep requests of more than 1300 bytes on UDP, where UDP is what the server wants (Asterisk: yes); without it they go by TCP")
            .ignored("timer_t1", List.of("500"), SAME_TIMERS)
            .ignored("timer_b", List.of("32000"), SAME_TIMERS)
            .ignored(
                    "compact_headers",
                    List.of("no", "false", "n", "f", "0", "off", ""),
                    "headers have their long names")
            .ignored(
                    "disable_rport",
                    List.of("no", "false", "n", "f", "0", "off", ""),
                    "requests always ask for rport (RFC 3581)")
            .ignored(
                    "accept_multiple_sdp_answers",
                    "follow_early_media_fork",
                    "taskpool_auto_increment",
                    "taskpool_idle_timeout",
                    "taskpool_initial_size",
                    "taskpool_max_size",
                    "taskpool_minimum_size",
                    "threadpool_auto_increment",
                    "threadpool_idle_timeout",
                    "threadpool_initial_size",
                    "threadpool_max_size")
            .build(values -> new SipSystem(values.id(), values.get("disable_tcp_switch")));

    /**
     * The one that holds.
     *
     * @param all there are
     * @return the first; the defaults if there is none
     */
    public static SipSystem of(Collection<SipSystem> all) {
        return all.stream().findFirst().orElseGet(() -> new SipSystem("system", false));
    }
}

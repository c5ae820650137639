package org.outpub.publish.wire.jain;

import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sip.ListeningPoint;
import javax.sip.ResponseEvent;
import javax.sip.SipProvider;
import org.outpub.publish.config.Protocol;

/**
 * The SIP stack that a host runs already, lent to an agent: requests leave from the host's listening points, and the host
 * hands the answers on. The agent keeps its own transactions, failover and pace; requests that reach the listening points
 * stay the host's. What {@code transport} sections configure is opened beside it. Safe for use by many threads.
 *
 * <p>A stack has one {@code SipListener}, and it is the host's, so the host asks first, for every answer:
 *
 * <pre>{@code
 * public void processResponse(ResponseEvent event) {
 *     if (!lent.take(event)) {
 *         ... // the answer to a request of the host's own
 *     }
 * }
 * }</pre>
 */
public final class HostStack {
    private final List<ListeningPointImpl> points;
    private final List<LentWay> users = new CopyOnWriteArrayList<>();

    private HostStack(List<ListeningPointImpl> points) {
        this.points = points;
    }

    /**
     * Lends listening points.
     *
     * @param providers whose listening points may be used, for each protocol the first; {@code ws} and the like are left
     *     alone
     * @return to be given to {@code Outpub.builder()}, and asked for each answer
     * @throws IllegalArgumentException if the stack is not that of {@code javax.sip:jain-sip-ri}
     */
    public static HostStack of(SipProvider... providers) {
        List<ListeningPointImpl> points = new ArrayList<>();
        for (SipProvider provider : providers) {
            for (ListeningPoint point : provider.getListeningPoints()) {
                if (!(point instanceof ListeningPointImpl usable)) {
                    throw new IllegalArgumentException(
                            point.getClass().getName() + " is not of javax.sip:jain-sip-ri, which alone can be lent");
                }
                points.add(usable);
            }
        }
        return new HostStack(List.copyOf(points));
    }

    /**
     * Takes an answer if it is the agent's. Returns at once.
     *
     * @param event as the stack's listener gets it
     * @return false if the answer is to a request of somebody else
     */
    public boolean take(ResponseEvent event) {
        if (!(event.getResponse() instanceof SIPResponse response) || response.getTopmostVia() == null) {
            return false;
        }
        for (LentWay user : users) {
            if (user.take(response)) {
                return true;
            }
        }
        return false;
    }

    Optional<ListeningPointImpl> point(Protocol protocol) {
        return points.stream()
                .filter(point -> point.getTransport().equalsIgnoreCase(protocol.word()))
                .findFirst();
    }

    void attach(LentWay user) {
        users.add(user);
    }

    void detach(LentWay user) {
        users.remove(user);
    }
}

package org.outpub.publish.publication;

import java.util.random.RandomGenerator;

/**
 * Decides what a publication does (RFC 3903 §4 and §5). Pure but for the random numbers it is lent: a state and an event
 * give the next state and the effects.
 *
 * <p>The rule behind the table: a publication has a <em>wish</em> (the document that should be at the server, or
 * nothing) and knows what the server <em>holds</em>. Whenever the two differ it is {@link Due}; the operation is chosen
 * when its turn comes. A wish is never dropped because a request failed.
 *
 * <pre>
 * state      event             condition                    next       effect       source
 * Idle       ContentChanged                                 Due                     3903 4.2
 * Idle       ContentChanged    a failure is waited out      Waiting
 * Idle       ContentRemoved                                 Idle
 * Idle       ContentRemoved    held from before             Due                     3903 4.5
 * Idle       StopRequested                                  Ended
 * Idle       StopRequested     held from before             Due                     3903 4.5
 * Idle       Reconfigured                                   Idle
 * Idle       TimerFired        a failure is waited out      Idle
 * Idle       Pushed            a failure is waited out      Idle
 * Due        TurnGranted       nothing held                 Sending    INITIAL      3903 4.2
 * Due        TurnGranted       held expired                 Sending    INITIAL      3903 4.2
 * Due        TurnGranted       held change expired          Idle       AskForState
 * Due        TurnGranted       wish as held                 Sending    REFRESH      3903 4.3
 * Due        TurnGranted       wish not as held             Sending    MODIFY       3903 4.4
 * Due        TurnGranted       wish is nothing              Sending    REMOVE       3903 4.5
 * Due        TurnGranted       wish, held from before       Sending    MODIFY       3903 4.2
 * Due        TurnGranted       nothing wished nor held      Idle
 * Due        ContentChanged                                 Due
 * Due        ContentRemoved    held                         Due
 * Due        ContentRemoved    nothing held                 Idle
 * Due        StopRequested     held                         Due
 * Due        StopRequested     nothing held                 Ended
 * Due        Reconfigured                                   Due
 * Sending    ContentChanged                                 Sending
 * Sending    ContentRemoved                                 Sending
 * Sending    StopRequested                                  Sending
 * Sending    Reconfigured                                   Sending
 * Sending    Pushed                                         Sending
 * Sending    Accepted          wish as sent                 Published               3903 4.2
 * Sending    Accepted          wish changed                 Due                     3903 4.4
 * Sending    Accepted          lifetime changed             Due                     3903 4.3
 * Sending    Accepted          wish withdrawn               Due                     3903 4.5
 * Sending    Accepted          granted 0                    Waiting    Tell
 * Sending    Accepted          no entity-tag                Published               3903 6
 * Sending    Accepted          removed, wish is nothing     Idle                    3903 4.5
 * Sending    Accepted          removed, ending              Ended                   3903 4.5
 * Sending    Rejected          412 with entity-tag          Due                     3903 5
 * Sending    Rejected          412 to refresh of a change   Idle       AskForState
 * Sending    Rejected          412 to initial               Waiting    Tell
 * Sending    Rejected          412 to removal, ending       Ended                   3903 5
 * Sending    Rejected          423 helps                    Due                     3903 5
 * Sending    Rejected          423 does not help            Waiting    Tell
 * Sending    Rejected          may pass                     Waiting    Tell         3261 21.5
 * Sending    Rejected          500 to the same tag twice    Waiting
 * Sending    Rejected          must be cured                Waiting    Tell         3261 21.4
 * Sending    Rejected          must be cured, reconfigured  Due
 * Sending    Rejected          must be cured, ending        Ended      Tell
 * Sending    Redirected                                     Due        Tell         3261 8.1.3.4
 * Sending    Redirected        wish is nothing, no tag      Idle       Tell
 * Sending    Challenged        within the bound             Sending    same again   3261 22.2
 * Sending    Challenged        bound reached                Waiting    Tell
 * Sending    Challenged        no bound, five at once       Waiting    Tell
 * Sending    Unauthorized                                   Waiting    Tell         8760 2.4
 * Sending    Unanswered                                     Waiting    Tell         3261 8.1.3.1
 * Sending    Unanswered        nothing wished nor held      Idle
 * Sending    Unanswered        initial, ending              Ended
 * Published  ContentChanged    same document                Published
 * Published  ContentChanged    another document             Due                     3903 4.4
 * Published  ContentRemoved                                 Due                     3903 4.5
 * Published  ContentRemoved    no entity-tag                Idle
 * Published  StopRequested                                  Due                     3903 4.5
 * Published  StopRequested     no entity-tag                Ended
 * Published  Reconfigured      same lifetime                Published
 * Published  Reconfigured      another lifetime             Due                     3903 4.3
 * Published  Pushed                                         Due                     3903 4.4
 * Published  TimerFired                                     Due                     3903 4.3
 * Waiting    ContentChanged    content does not help        Waiting
 * Waiting    ContentChanged    content may help             Due
 * Waiting    ContentChanged    content, within a second     Waiting
 * Waiting    ContentRemoved    held                         Waiting
 * Waiting    ContentRemoved    nothing held                 Idle
 * Waiting    StopRequested     held                         Due                     3903 4.5
 * Waiting    StopRequested     nothing held                 Ended
 * Waiting    Reconfigured                                   Due
 * Waiting    Pushed                                         Due
 * Waiting    TimerFired                                     Due
 * </pre>
 *
 * <p>A pair of state and event that is not listed leaves the state as it is: an answer to a request that is no longer
 * waited for, a timer that was disarmed too late, anything after the end.
 */
public final class PublicationMachine {
    private final RefreshPolicy refresh;
    private final RetryPolicy retry;

    /**
     * A machine; one serves all publications whose events come one at a time.
     *
     * @param random spreads refreshes and retries over time
     */
    public PublicationMachine(RandomGenerator random) {
        this.refresh = new RefreshPolicy(random);
        this.retry = new RetryPolicy(random);
    }

    /**
     * The state of a new publication.
     *
     * @param terms as configured
     * @return nothing published, nothing to publish
     */
    public static PublicationState begin(Terms terms) {
        return new Idle(terms);
    }

    /**
     * The state of a publication that a process before this one left at its server.
     *
     * @param terms as configured
     * @param held what is known of it, without a document
     * @return nothing to publish yet; the entity-tag is used while it may live (RFC 3903 §4.2)
     */
    public static PublicationState resume(Terms terms, Held held) {
        return new Idle(terms, held);
    }

    /**
     * Takes an event.
     *
     * @param state where the publication stands
     * @param event what happened
     * @param now when, in the ticker's nanoseconds
     * @return what it led to
     */
    public Step next(PublicationState state, PublicationEvent event, long now) {
        return state.on(event, new Moment(now, refresh, retry));
    }
}

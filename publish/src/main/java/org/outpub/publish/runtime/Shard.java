package org.outpub.publish.runtime;

import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.publish.publication.PublicationEvent;
import org.outpub.publish.publication.PublicationMachine;
import org.outpub.publish.publication.PublicationState;
import org.outpub.publish.publication.Step;

/**
 * One of the few serial mailboxes over which publications are spread. Only {@link #execute} and {@link #schedule} may be
 * called from outside.
 */
final class Shard {
    private final ModuleContext context;
    private final Executor mailbox;
    private final PublicationMachine machine;
    private final Lanes lanes;

    Shard(ModuleContext context, Lanes lanes) {
        this.context = context;
        this.lanes = lanes;
        this.mailbox = MoreExecutors.newSequentialExecutor(context.executor());
        this.machine = new PublicationMachine(context.random());
    }

    ModuleContext context() {
        return context;
    }

    /** Runs a task after those that were handed in before. */
    void execute(Runnable task) {
        mailbox.execute(task);
    }

    /** Runs a task in the mailbox at a time of the ticker. */
    Cancellable schedule(long atNanos, Runnable task) {
        Duration delay = Duration.ofNanos(atNanos - context.ticker().nanos());
        return context.scheduler().schedule(delay, () -> execute(task));
    }

    Step next(PublicationState state, PublicationEvent event) {
        return machine.next(state, event, context.ticker().nanos());
    }

    Lanes lanes() {
        return lanes;
    }
}

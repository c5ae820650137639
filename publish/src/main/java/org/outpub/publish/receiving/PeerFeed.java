package org.outpub.publish.receiving;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.publish.sources.StateQueue;

/** Hands what peers tell to a {@link PbxState}, as {@link StateQueue} does. Safe for use by many threads. */
public final class PeerFeed implements PeerNews {
    private static final Logger LOG = System.getLogger(PeerFeed.class.getName());
    private final PbxState pbx;
    private final StateQueue<Runnable> queue;
    private final Consumer<String> tellsAll;
    private final Consumer<String> asks;

    /** Another kind of news than a state. */
    private record Word(boolean asks, String publication) {}

    /**
     * A feed.
     *
     * @param pbx fed on the executor
     * @param executor does one thing of ours at a time
     * @param tellsAll has a publication tell everything
     * @param asks has a publication ask its peer for everything
     */
    public PeerFeed(PbxState pbx, Executor executor, Consumer<String> tellsAll, Consumer<String> asks) {
        this.pbx = pbx;
        this.queue = new StateQueue<>("what a peer told", executor, Runnable::run);
        this.tellsAll = tellsAll;
        this.asks = asks;
    }

    @Override
    public void device(String eid, String device, @Nullable DeviceState state) {
        add(new ToldThing(false, eid, device), () -> {
            if (state == null) {
                pbx.peer(eid).deviceRemoved(device);
            } else {
                pbx.peer(eid).deviceState(device, state);
            }
        });
    }

    @Override
    public void mailbox(String eid, String mailbox, @Nullable MessageCounts counts) {
        add(new ToldThing(true, eid, mailbox), () -> {
            if (counts == null) {
                pbx.peer(eid).mailboxRemoved(mailbox);
            } else {
                pbx.peer(eid).mailbox(mailbox, counts);
            }
        });
    }

    @Override
    public void tellAll(String publication) {
        add(new Word(false, publication), () -> tellsAll.accept(publication));
    }

    @Override
    public void askForAll(String publication) {
        add(new Word(true, publication), () -> asks.accept(publication));
    }

    @Override
    public void say(boolean warning, String text) {
        LOG.log(warning ? Level.WARNING : Level.INFO, "{0}", text);
    }

    private void add(Object thing, Runnable news) {
        queue.add(thing, news);
        queue.flush();
    }
}

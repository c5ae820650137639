package org.outpub.publish.receiving;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.outpub.api.state.DeviceState;

/**
 * Which publication told last of each thing: a state lives as long as that publication does, so that what a peer does not
 * tell any more is not believed for ever. Holds a bounded number. Confined to one thread.
 */
final class PeerStates {
    private final int most;
    private final PeerNews news;
    private final Map<ToldThing, HeardPublication> tellers = new HashMap<>();

    PeerStates(int most, PeerNews news) {
        this.most = most;
        this.news = news;
    }

    /** How many states are known. */
    int size() {
        return tellers.size();
    }

    /** Takes a device's state; false if there is no room for another one. */
    boolean take(HeardPublication by, PeerDocument.Device device) {
        ToldThing thing = new ToldThing(false, device.eid().text(), device.device());
        if (device.state() == DeviceState.UNKNOWN) {
            forget(thing); // a peer has no other word for a device that is gone
            return true;
        }
        if (!tells(by, thing)) {
            return false;
        }
        news.device(thing.eid(), thing.name(), device.state());
        return true;
    }

    /** Takes a mailbox's counts; false if there is no room for another one. */
    boolean take(HeardPublication by, PeerDocument.Mailbox mailbox) {
        ToldThing thing = new ToldThing(true, mailbox.eid().text(), mailbox.mailbox());
        if (!tells(by, thing)) {
            return false;
        }
        news.mailbox(thing.eid(), thing.name(), mailbox.counts());
        return true;
    }

    private boolean tells(HeardPublication by, ToldThing thing) {
        HeardPublication former = tellers.get(thing);
        if (former == null && tellers.size() >= most) {
            return false;
        }
        if (former != by) {
            if (former != null) {
                former.told().remove(thing);
            }
            tellers.put(thing, by);
            by.told().add(thing);
        }
        return true;
    }

    /** A publication has ended, and what it told last with it. */
    void ended(HeardPublication publication) {
        forget(publication, thing -> true);
    }

    /** Some of what a publication told is not taken any more. */
    void forget(HeardPublication publication, Predicate<ToldThing> which) {
        List.copyOf(publication.told()).stream().filter(which).forEach(this::forget);
    }

    private void forget(ToldThing thing) {
        HeardPublication former = tellers.remove(thing);
        if (former == null) {
            return;
        }
        former.told().remove(thing);
        if (thing.mailbox()) {
            news.mailbox(thing.eid(), thing.name(), null);
        } else {
            news.device(thing.eid(), thing.name(), null);
        }
    }
}

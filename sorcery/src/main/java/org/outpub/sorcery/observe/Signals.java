package org.outpub.sorcery.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.outpub.api.sorcery.wizard.WizardChanges;
import org.outpub.api.time.Ticker;

/**
 * What wizards say of their own storage, folded until the store looks. Safe for use by many threads.
 */
public final class Signals {
    private final Lane<Look, Looks> lane;

    /** Looks are taken on the executor, one at a time. */
    public Signals(Executor executor, Ticker ticker) {
        this.lane = new Lane<>("a wizard's change", executor, ticker, Looks::new, Signals::look);
    }

    /** Who is to look. */
    public interface Looker {
        /** Looks at all of it. */
        void lookAtAll();

        /** Looks at one object. */
        void lookAt(String id);
    }

    /**
     * For the wizards of one type.
     *
     * @param looker looks at the type; what it throws is logged
     */
    public WizardChanges of(String type, Looker looker) {
        return new WizardChanges() {
            @Override
            public void changed() {
                signal(type, looker::lookAtAll);
            }

            @Override
            public void changed(String id) {
                signal(type + '/' + id, () -> looker.lookAt(id));
            }
        };
    }

    private record Look(String key, Runnable task) {}

    private static final class Looks implements Lane.Pile<Look> {
        private final Map<String, Runnable> byKey = new LinkedHashMap<>();

        @Override
        public void add(Look look) {
            byKey.put(look.key(), look.task());
        }

        @Override
        public boolean isEmpty() {
            return byKey.isEmpty();
        }
    }

    private void signal(String key, Runnable look) {
        lane.offer(new Look(key, look));
        lane.deliver();
    }

    /** Has something done later, on the executor; twice the same before that is once. */
    public void later(String key, Runnable task) {
        signal(key, task);
    }

    private static void look(Looks looks) {
        for (Runnable look : looks.byKey.values()) {
            try {
                look.run();
            } catch (Throwable failed) {
                Lane.tellFailure("looking at what a wizard says has changed", failed);
            }
        }
    }

    /** No look begins after this. */
    public void close() {
        lane.close();
    }
}

package org.outpub.sorcery.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.outpub.api.sorcery.Sorcery;

/**
 * One observer's registration. Its calls come one at a time; it may be closed at any time, from inside one too.
 *
 * @param <O> the observer's type
 */
public final class Observing<O> implements Sorcery.Observation {
    private static final Logger LOG = System.getLogger(Observing.class.getName());
    private final String what;
    private final O observer;
    private final Consumer<Observing<O>> removal;
    private volatile boolean closed;

    /**
     * A registration.
     *
     * @param what is observed, for the log
     * @param observer whom to tell
     * @param removal takes it out of the list it is in
     */
    public Observing(String what, O observer, Consumer<Observing<O>> removal) {
        this.what = what;
        this.observer = observer;
        this.removal = removal;
    }

    public void tell(Consumer<? super O> telling) {
        if (closed) {
            return;
        }
        try {
            telling.accept(observer);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable failed) {
            LOG.log(
                    Level.ERROR,
                    () -> "the observer " + observer.getClass().getName() + " of " + what + " failed; others go on",
                    failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        removal.accept(this);
    }
}

package org.outpub.sorcery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.SorceryObject;

/** One observer's registration. Its calls come one at a time; it may be closed at any time, from inside one too. */
final class Observing<T extends SorceryObject> implements Sorcery.Observation {
    private static final Logger LOG = System.getLogger(Observing.class.getName());
    private final String typeName;
    private final ObjectObserver<T> observer;
    private final Consumer<Observing<T>> removal;
    private volatile boolean closed;

    Observing(String typeName, ObjectObserver<T> observer, Consumer<Observing<T>> removal) {
        this.typeName = typeName;
        this.observer = observer;
        this.removal = removal;
    }

    void tell(ObjectChanges<T> changes) {
        if (closed) {
            return;
        }
        try {
            observer.changed(changes);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable failed) {
            LOG.log(
                    Level.ERROR,
                    () -> "the observer " + observer.getClass().getName() + " of " + typeName + " failed; others go on",
                    failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        removal.accept(this);
    }
}

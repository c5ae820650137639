package org.outpub.sorcery.reload;

import java.util.function.Consumer;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.sorcery.change.Commit;
import org.outpub.sorcery.change.StoreReading;
import org.outpub.sorcery.change.Writer;
import org.outpub.sorcery.live.Layer.OfSource;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.observe.Signals;

/**
 * Looks at what a wizard says has changed in its storage.
 *
 * @param reread reads the sources of a type anew
 * @param type whose wizard, if it is registered then
 * @param place of the wizard among the type's
 */
public record Changed(Commit commit, Writer writer, Consumer<LiveType<?>> reread, ObjectType<?> type, int place)
        implements Signals.Looker {
    @Override
    public void lookAtAll() {
        look(live -> StoreReading.lookAtAll(commit, live));
    }

    @Override
    public void lookAt(String id) {
        look(live -> writer.lookAt(live, id));
    }

    private void look(Consumer<LiveType<?>> store) {
        LiveType<?> live = commit.state().types().get(type.name());
        if (live == null || live.type() != type) {
            return;
        }
        if (live.layers().get(place) instanceof OfSource) {
            reread.accept(live);
        } else if (live.layers().get(place) instanceof OfStore) {
            store.accept(live);
        }
    }
}

package org.outpub.sorcery.live;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * What the sources of a type hold. Immutable.
 *
 * @param sources by wizard; those that were never read are missing
 * @param <T> the objects' class
 */
public record Snapshot<T extends SorceryObject>(ImmutableMap<Wizard, Held<T>> sources) {
    public static <T extends SorceryObject> Snapshot<T> empty() {
        return new Snapshot<>(ImmutableMap.of());
    }

    public Held<T> of(Wizard source) {
        return sources.getOrDefault(source, Held.nothing());
    }

    public LiveObjects<T> live(Wizard source) {
        return of(source).live();
    }

    /**
     * What one source holds, with what is wrong in it, which is told in every reload until it is mended.
     *
     * @param live its objects
     * @param kept ids whose newer version was refused
     * @param refused ids that were refused and have no former self
     * @param problems what was found wrong when it was last read
     * @param <T> the objects' class
     */
    public record Held<T extends SorceryObject>(
            LiveObjects<T> live, List<String> kept, List<String> refused, List<ConfigProblem> problems) {
        public static <T extends SorceryObject> Held<T> nothing() {
            return new Held<>(LiveObjects.none(), List.of(), List.of(), List.of());
        }

        /** The same objects after a reading that failed; nobody knows whether they are unchanged. */
        public Held<T> unreadable(List<ConfigProblem> why) {
            return new Held<>(live, live.ids(), List.of(), why);
        }
    }
}

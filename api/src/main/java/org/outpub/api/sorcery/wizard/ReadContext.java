package org.outpub.api.sorcery.wizard;

import java.util.Set;
import java.util.function.Supplier;

/** One reload, as the sources that take part in it see it. Confined to the thread of the reload. */
public interface ReadContext {
    /**
     * Does a piece of work once in a reload, whoever asks for it: a file that several types are mapped to is parsed
     * once.
     *
     * @param key names the work, such as a file's path together with the reader's class
     * @param work does it
     * @param <R> its result, treated as immutable
     * @return the result of the first call with this key
     */
    <R> R once(Object key, Supplier<R> work);

    /**
     * The names of all object types of the store, so that a source can tell what nobody will claim.
     *
     * @return unmodifiable
     */
    Set<String> typeNames();

    /**
     * Whether somebody said that a source which holds nothing any more is meant so. If not, one that held several things and
     * now holds none had better say that it is unreadable.
     *
     * @return false unless it was said for this reload
     */
    default boolean acceptsEmpty() {
        return false;
    }
}

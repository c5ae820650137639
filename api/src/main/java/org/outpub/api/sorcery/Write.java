package org.outpub.api.sorcery;

import java.util.Objects;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * One of several writes that are told as one change, see {@link Sorcery#write}. Immutable.
 *
 * @param <T> the object's class
 */
public sealed interface Write<T extends SorceryObject> {
    /**
     * The type of what is written.
     *
     * @return a registered type
     */
    ObjectType<T> type();

    /**
     * The id of what is written.
     *
     * @return compared exactly
     */
    String id();

    /**
     * As {@link Sorcery#create}.
     *
     * @param type a registered type
     * @param object the object
     * @param <T> the object's class
     */
    record Create<T extends SorceryObject>(ObjectType<T> type, T object) implements Write<T> {
        /** Checks that nothing is missing. */
        public Create {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(object, "object");
        }

        @Override
        public String id() {
            return object.id();
        }
    }

    /**
     * As {@link Sorcery#update(ObjectType, SorceryObject)}.
     *
     * @param type a registered type
     * @param object the new version
     * @param <T> the object's class
     */
    record Update<T extends SorceryObject>(ObjectType<T> type, T object) implements Write<T> {
        /** Checks that nothing is missing. */
        public Update {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(object, "object");
        }

        @Override
        public String id() {
            return object.id();
        }
    }

    /**
     * As {@link Sorcery#delete}.
     *
     * @param type a registered type
     * @param id compared exactly
     * @param <T> the object's class
     */
    record Delete<T extends SorceryObject>(ObjectType<T> type, String id) implements Write<T> {
        /** Checks that nothing is missing. */
        public Delete {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(id, "id");
        }
    }
}

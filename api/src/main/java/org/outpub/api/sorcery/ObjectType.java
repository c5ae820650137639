package org.outpub.api.sorcery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.FieldCodec.InvalidValueException;

/**
 * A kind of object: its name, its fields, and how its records are made from object sets and back. Declared once, it
 * gives parsing, writing and validation. Immutable and safe for use by many threads.
 *
 * <p>Names of options are compared without regard to case. Names that begin with {@code @} are extended fields: every
 * type accepts and keeps them. Any other unknown name refuses the object, and the message gives the nearest known one.
 *
 * @param <T> the records' class
 */
public final class ObjectType<T extends SorceryObject> {
    private final String name;
    private final Class<T> objectClass;
    private final Map<String, Field<T, ?>> fields;
    private final Function<T, Map<String, String>> extended;
    private final Function<FieldValues, T> maker;

    private ObjectType(Builder<T> builder, Function<FieldValues, T> maker) {
        this.name = builder.name;
        this.objectClass = builder.objectClass;
        this.fields = new LinkedHashMap<>(builder.fields);
        this.extended = builder.extended;
        this.maker = maker;
    }

    /**
     * Starts a declaration.
     *
     * @param name as {@code type=} has it, such as {@code outbound-publish}
     * @param objectClass the records' class
     * @param <T> the records' class
     * @return a builder, confined to one thread
     */
    public static <T extends SorceryObject> Builder<T> of(String name, Class<T> objectClass) {
        return new Builder<>(name, objectClass);
    }

    /**
     * The type's name.
     *
     * @return as {@code type=} has it
     */
    public String name() {
        return name;
    }

    /**
     * The records' class.
     *
     * @return the class
     */
    public Class<T> objectClass() {
        return objectClass;
    }

    /**
     * The declared fields.
     *
     * @return in the order of declaration; unmodifiable
     */
    public Collection<Field<T, ?>> fields() {
        return List.copyOf(fields.values());
    }

    /**
     * Makes a record. Every problem of the set is told, not only the first.
     *
     * @param set names and values
     * @param problems takes what is wrong
     * @return empty if there was an error among the problems
     */
    public Optional<T> parse(ObjectSet set, ProblemSink problems) {
        return new Parse(set, problems).run();
    }

    /**
     * Writes a record, so that {@link #parse} makes an equal one.
     *
     * @param object the record
     * @return its fields in the order of declaration, then its extended fields
     */
    public ObjectSet format(T object) {
        ObjectSet.Builder set = ObjectSet.builder(object.id(), Origin.MEMORY);
        set.add("type", name, Origin.MEMORY);
        fields.values()
                .forEach(field -> field.format(object).forEach(text -> set.add(field.name(), text, Origin.MEMORY)));
        extended.apply(object).forEach((field, text) -> set.add(field, text, Origin.MEMORY));
        return set.build();
    }

    static String about(String type, String id) {
        return type + " '" + id + "': ";
    }

    @Override
    public String toString() {
        return name;
    }

    /** One run of {@link ObjectType#parse}. */
    private final class Parse {
        private final ObjectSet set;
        private final ProblemSink problems;
        private final Map<String, Object> values = new HashMap<>();
        private final Map<String, Origin> origins = new HashMap<>();
        private final Map<String, String> extendedValues = new LinkedHashMap<>();
        private boolean failed;

        Parse(ObjectSet set, ProblemSink problems) {
            this.set = set;
            this.problems = problem -> {
                failed |= problem.severity() == Severity.ERROR;
                problems.add(problem);
            };
        }

        Optional<T> run() {
            for (int i = 0; i < set.size(); i++) {
                read(set.name(i), set.value(i), i);
            }
            fields.values().forEach(this::complete);
            if (failed) {
                return Optional.empty();
            }
            T object = maker.apply(new FieldValues(name, set, values, origins, extendedValues, problems));
            return failed ? Optional.empty() : Optional.of(object);
        }

        private void read(String option, String text, int index) {
            if (option.startsWith("@")) {
                extendedValues.put(option, text);
                origins.put(option, set.origin(index));
                return;
            }
            if (option.equalsIgnoreCase("type")) {
                return;
            }
            Field<T, ?> field = fields.get(ObjectSet.fold(option));
            if (field == null) {
                tellUnknown(option, set.origin(index));
            } else if (field.kind() == Field.Kind.IGNORED) {
                problems.notice(
                        set.origin(index), about(name, set.id()) + "option '" + field.name() + "' has no effect here");
            } else {
                origins.put(field.name(), set.origin(index));
                parseValue(field, text, set.origin(index));
            }
        }

        private void tellUnknown(String option, Origin origin) {
            List<String> known = fields.values().stream().map(Field::name).toList();
            String hint = NearestName.hint(option, known);
            problems.error(
                    origin,
                    about(name, set.id()) + "unknown option '" + option + "'"
                            + (hint.isEmpty() ? "; expected one of " + String.join(", ", known) : "; " + hint));
        }

        private <V> void parseValue(Field<T, V> field, String text, Origin origin) {
            try {
                V value = field.codec().parse(text, origin);
                if (field.kind() == Field.Kind.REPEATED) {
                    @SuppressWarnings("unchecked") // only this method puts values of the field
                    List<V> list = (List<V>) values.computeIfAbsent(field.name(), absent -> new ArrayList<V>());
                    list.add(value);
                } else {
                    values.put(field.name(), value);
                }
            } catch (InvalidValueException invalid) {
                problems.error(origin, about(name, set.id()) + explain(field, text, invalid));
            }
        }

        private String explain(Field<T, ?> field, String text, InvalidValueException invalid) {
            String shown = field.secret() ? "its value" : "'" + text + "'";
            String reason = Objects.requireNonNullElse(invalid.getMessage(), "");
            return field.name() + ": " + shown + " is not " + field.codec().expects()
                    + (reason.isEmpty() ? "" : " (" + reason + ")");
        }

        private void complete(Field<T, ?> field) {
            if (values.containsKey(field.name()) || origins.containsKey(field.name())) {
                return;
            }
            if (field.kind() == Field.Kind.REQUIRED) {
                problems.error(
                        set.origin(),
                        about(name, set.id()) + "required option '" + field.name() + "' is missing; expected "
                                + field.codec().expects());
            }
            field.defaultText().ifPresent(text -> parseValue(field, text, set.origin()));
        }
    }

    /**
     * Declares an object type. Confined to one thread.
     *
     * @param <T> the records' class
     */
    public static final class Builder<T extends SorceryObject> {
        private final String name;
        private final Class<T> objectClass;
        private final Map<String, Field<T, ?>> fields = new LinkedHashMap<>();
        private Function<T, Map<String, String>> extended = object -> Map.of();

        private Builder(String name, Class<T> objectClass) {
            this.name = Objects.requireNonNull(name, "name");
            this.objectClass = Objects.requireNonNull(objectClass, "objectClass");
        }

        /**
         * A field without which the object is refused.
         *
         * @param field its name
         * @param codec reads and writes it
         * @param getter takes it out of an object
         * @param <V> its type
         * @return this
         */
        public <V> Builder<T> required(String field, FieldCodec<V> codec, Function<T, V> getter) {
            return add(field, Field.Kind.REQUIRED, codec, Optional.empty(), false, one(getter));
        }

        /**
         * A field with a default.
         *
         * @param field its name
         * @param codec reads and writes it
         * @param defaultText what stands for it when it is absent, as one would write it
         * @param getter takes it out of an object
         * @param <V> its type
         * @return this
         */
        public <V> Builder<T> field(String field, FieldCodec<V> codec, String defaultText, Function<T, V> getter) {
            return add(field, Field.Kind.OPTIONAL, codec, Optional.of(defaultText), false, one(getter));
        }

        /**
         * A field that may be absent.
         *
         * @param field its name
         * @param codec reads and writes it
         * @param getter takes it out of an object; null if absent
         * @param <V> its type
         * @return this
         */
        public <V> Builder<T> optional(String field, FieldCodec<V> codec, Function<T, @Nullable V> getter) {
            return add(field, Field.Kind.OPTIONAL, codec, Optional.empty(), false, oneOrNone(getter));
        }

        /**
         * A field that may be absent and whose value is never shown.
         *
         * @param field its name
         * @param codec reads and writes it
         * @param getter takes it out of an object; null if absent
         * @param <V> its type
         * @return this
         */
        public <V> Builder<T> secret(String field, FieldCodec<V> codec, Function<T, @Nullable V> getter) {
            return add(field, Field.Kind.OPTIONAL, codec, Optional.empty(), true, oneOrNone(getter));
        }

        /**
         * A field that may stand several times.
         *
         * @param field its name
         * @param codec reads and writes one of its values
         * @param getter takes all values out of an object
         * @param <V> the type of one value
         * @return this
         */
        public <V> Builder<T> repeated(String field, FieldCodec<V> codec, Function<T, List<V>> getter) {
            return add(field, Field.Kind.REPEATED, codec, Optional.empty(), false, getter);
        }

        /**
         * A field that may stand several times and whose values are never shown.
         *
         * @param field its name
         * @param codec reads and writes one of its values
         * @param getter takes all values out of an object
         * @param <V> the type of one value
         * @return this
         */
        public <V> Builder<T> secrets(String field, FieldCodec<V> codec, Function<T, List<V>> getter) {
            return add(field, Field.Kind.REPEATED, codec, Optional.empty(), true, getter);
        }

        /**
         * Fields that are accepted for the sake of files that Asterisk reads too, and that have no effect here. They
         * are not kept.
         *
         * @param names their names
         * @return this
         */
        public Builder<T> ignored(String... names) {
            Stream.of(names)
                    .forEach(field -> add(
                            field,
                            Field.Kind.IGNORED,
                            FieldCodecs.string(),
                            Optional.empty(),
                            false,
                            object -> List.of()));
            return this;
        }

        /**
         * Says where an object keeps its extended fields.
         *
         * @param getter names with their {@code @}, and values
         * @return this
         */
        public Builder<T> extended(Function<T, Map<String, String>> getter) {
            this.extended = getter;
            return this;
        }

        private <V> Builder<T> add(
                String field,
                Field.Kind kind,
                FieldCodec<V> codec,
                Optional<String> defaultText,
                boolean secret,
                Function<T, List<V>> getter) {
            Field<T, V> declared = new Field<>(field, kind, codec, defaultText, secret, getter);
            if (fields.put(ObjectSet.fold(field), declared) != null) {
                throw new IllegalArgumentException(name + ": field '" + field + "' is declared twice");
            }
            return this;
        }

        private static <T, V> Function<T, List<V>> one(Function<T, V> getter) {
            return object -> List.of(getter.apply(object));
        }

        private static <T, V> Function<T, List<V>> oneOrNone(Function<T, @Nullable V> getter) {
            return object -> {
                V value = getter.apply(object);
                return value == null ? List.of() : List.of(value);
            };
        }

        /**
         * Ends the declaration.
         *
         * @param maker makes a record; it may refuse with {@link FieldValues#refuse}, and what it returns then is
         *     dropped
         * @return the type
         */
        public ObjectType<T> build(Function<FieldValues, T> maker) {
            return new ObjectType<>(this, maker);
        }
    }
}

package org.outpub.api.sorcery.type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

/**
 * A kind of object: its name, its fields, and how its records are made from object sets and back. Declared once, it
 * gives parsing, writing, validation and documentation. Immutable and safe for use by many threads.
 *
 * <p>Names of options are compared without regard to case. Names that begin with {@code @} are extended fields: every
 * type accepts and keeps them. Any other unknown name refuses the object, and the message gives the nearest known one.
 *
 * @param <T> the records' class
 */
public final class ObjectType<T extends SorceryObject> {
    private static final int MAX_NAME = 63;
    private final String name;
    private final Class<T> objectClass;
    /** Under its folded name, each with its place in {@link FieldValues}. */
    private final Map<String, Slot<T>> slots = new HashMap<>();

    private final List<Slot<T>> slotsInOrder = new ArrayList<>();

    private final List<Field<T, ?>> fields;
    private final Map<String, String> aliases;
    private final List<FieldGroup<T, ?>> groups;
    private final Function<T, Map<String, String>> extended;
    private final UnaryOperator<ObjectSet> transform;
    /** Why an object is left out, by the option that says so and its value, both folded. */
    private final Map<String, Map<String, String>> leftOut;

    private final Function<FieldValues, T> maker;

    /**
     * A field and its place among the values of one object.
     *
     * @param field as declared
     * @param index from 0
     * @param defaultValue read once, because most objects leave most fields out; null for none
     */
    record Slot<T>(Field<T, ?> field, int index, @Nullable Object defaultValue) {
        static <T> Slot<T> of(String type, Field<T, ?> field, int index) {
            try {
                Object value = field.defaultText().isPresent()
                        ? field.codec().parse(field.defaultText().get(), Origin.MEMORY)
                        : null;
                return new Slot<>(field, index, value);
            } catch (InvalidValueException invalid) {
                throw new IllegalArgumentException(
                        type + ": the default of '" + field.name() + "' is not "
                                + field.codec().expects(),
                        invalid);
            }
        }
    }

    private ObjectType(Builder<T> builder, Function<FieldValues, T> maker) {
        this.name = builder.name;
        this.objectClass = builder.objectClass;
        this.fields = List.copyOf(builder.fields.values());
        fillSlots(builder);
        this.aliases = builder.aliases.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        alias -> ObjectSet.fold(alias.getKey()), alias -> ObjectSet.fold(alias.getValue())));
        this.groups = List.copyOf(builder.groups);
        this.extended = builder.extended;
        this.transform = builder.transform;
        this.leftOut = Map.copyOf(builder.leftOut);
        this.maker = maker;
    }

    private void fillSlots(Builder<T> builder) {
        builder.fields.forEach((folded, field) -> {
            Slot<T> slot = Slot.of(builder.name, field, slotsInOrder.size());
            slotsInOrder.add(slot);
            slots.put(folded, slot);
        });
        builder.aliases.forEach((alias, field) -> {
            Slot<T> slot = slots.get(ObjectSet.fold(field));
            if (slot == null || slots.put(ObjectSet.fold(alias), slot) != null) {
                throw new IllegalArgumentException(builder.name + ": '" + alias + "' cannot stand for '" + field
                        + "'; it is taken or there is none");
            }
        });
    }

    List<Slot<T>> slots() {
        return slotsInOrder;
    }

    /**
     * Starts a declaration.
     *
     * @param name as {@code type=} has it, such as {@code outbound-publish}
     * @param objectClass the records' class
     * @param <T> the records' class
     * @return a builder, confined to one thread
     * @throws IllegalArgumentException if the name is empty or longer than 63 characters, which Asterisk would cut
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
        return fields;
    }

    /**
     * The declared groups of fields.
     *
     * @return in the order of declaration; unmodifiable
     */
    public Collection<FieldGroup<T, ?>> groups() {
        return groups;
    }

    /**
     * Other names of declared fields, which are read and never written.
     *
     * @return the field's name by alias, in lower case; unmodifiable
     */
    public Map<String, String> aliases() {
        return aliases;
    }

    /**
     * Whether an option of this name means something to the type.
     *
     * @param option in any case
     * @return true for fields, aliases, what belongs to a group, {@code type} and extended names
     */
    public boolean knows(String option) {
        return option.startsWith("@")
                || option.equalsIgnoreCase("type")
                || slot(option) != null
                || groups.stream().anyMatch(group -> group.has(option));
    }

    /** Most names are written as they are declared, and need not be folded. */
    @Nullable
    Slot<T> slot(String option) {
        Slot<T> slot = slots.get(option);
        return slot == null ? slots.get(ObjectSet.fold(option)) : slot;
    }

    /**
     * Makes a record. Every problem of the set is told, not only the first, and its {@linkplain ObjectSet#flaws flaws}.
     *
     * @param set names and values
     * @param problems takes what is wrong
     * @return empty if there was an error among the problems, or if it is one to be {@linkplain Builder#leftOut left
     *     out}, which is only noticed
     */
    public Optional<T> parse(ObjectSet set, ProblemSink problems) {
        if (isLeftOut(set, problems)) {
            return Optional.empty();
        }
        set.flaws().forEach(flaw -> problems.error(flaw.origin(), ObjectParse.about(this, set) + flaw.message()));
        Optional<T> object = new ObjectParse<>(this, transform.apply(set), problems).run(maker);
        return set.flaws().isEmpty() ? object : Optional.empty();
    }

    private boolean isLeftOut(ObjectSet set, ProblemSink problems) {
        for (Map.Entry<String, Map<String, String>> each : leftOut.entrySet()) {
            String option = each.getKey();
            int last = set.lastIndex(option);
            String reason = last < 0 ? null : each.getValue().get(ObjectSet.fold(set.value(last)));
            if (reason != null) {
                problems.notice(
                        set.origin(last),
                        ObjectParse.about(this, set) + "left out, for " + option + "=" + set.value(last) + ": "
                                + reason);
                return true;
            }
        }
        return false;
    }

    /**
     * Writes a record, so that {@link #parse} makes an equal one.
     *
     * @param object the record
     * @return {@code type}, its fields in the order of declaration, those of its groups, then its extended fields
     */
    public ObjectSet format(T object) {
        ObjectSet.Builder set = ObjectSet.builder(object.id(), Origin.MEMORY);
        set.add("type", name, Origin.MEMORY);
        fields.forEach(field -> field.format(object).forEach(text -> set.add(field.name(), text, Origin.MEMORY)));
        groups.forEach(group -> group.format(object).forEach((field, text) -> set.add(field, text, Origin.MEMORY)));
        extended.apply(object).forEach((field, text) -> set.add(field, text, Origin.MEMORY));
        return set.build();
    }

    /**
     * Makes a record like another.
     *
     * @param object stays as it is
     * @param change what shall differ, such as {@code set -> set.with("expiration", List.of("60"))}
     * @param problems takes what is wrong with the change
     * @return empty if there was an error among the problems
     */
    public Optional<T> copy(T object, UnaryOperator<ObjectSet> change, ProblemSink problems) {
        return parse(change.apply(format(object)), problems);
    }

    /**
     * Says what differs between two records, field by field; defaults count as if they were written.
     *
     * @param before the older version
     * @param after the newer version
     * @return empty if nothing does
     */
    public ChangeSet diff(T before, T after) {
        return before.equals(after) ? new ChangeSet(List.of()) : ChangeSet.between(format(before), format(after));
    }

    @Override
    public String toString() {
        return name;
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
        private final Map<String, String> aliases = new LinkedHashMap<>();
        private final List<FieldGroup<T, ?>> groups = new ArrayList<>();
        private String newest = "";
        private Function<T, Map<String, String>> extended = object -> Map.of();
        private UnaryOperator<ObjectSet> transform = UnaryOperator.identity();
        private final Map<String, Map<String, String>> leftOut = new LinkedHashMap<>();

        private Builder(String name, Class<T> objectClass) {
            if (name.isEmpty() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException("'" + name + "' is not a name of 1 to " + MAX_NAME + " characters");
            }
            this.name = name;
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
         * A field with a default. Text that is left empty counts as absent; a number or a word must not be left empty.
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
         * A field that may be absent. Text that is left empty counts as absent; a number or a word must not be left empty.
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
         * A field that is accepted for the sake of files that Asterisk reads too, and that has no effect here although it
         * concerns what is done here. A value that asks for something else is warned of.
         *
         * @param field its name
         * @param same values that ask for nothing else, in any case
         * @param here what is done here, as a phrase for those who configure
         * @return this
         */
        public Builder<T> ignored(String field, List<String> same, String here) {
            FieldCodec<String> codec = FieldCodecs.oneOf(same.toArray(String[]::new));
            return this.<String>add(field, Field.Kind.IGNORED, codec, Optional.empty(), false, object -> List.of())
                    .about(here);
        }

        /**
         * Objects that are not for this program, by what one of their options says: they are left out with a notice, and
         * nothing else about them is told.
         *
         * @param field the name of a declared field
         * @param reasons why, by the option's value in lower case
         * @return this
         */
        public Builder<T> leftOut(String field, Map<String, String> reasons) {
            leftOut.put(ObjectSet.fold(field), Map.copyOf(reasons));
            return this;
        }

        /**
         * Another name for a field, which is read and never written.
         *
         * @param alias the other name
         * @param field the declared one
         * @return this
         */
        public Builder<T> alias(String alias, String field) {
            if (aliases.put(alias, field) != null) {
                throw new IllegalArgumentException(name + ": alias '" + alias + "' is declared twice");
            }
            return this;
        }

        /**
         * Fields whose names follow a pattern; a declared field or alias of the same name comes first.
         *
         * @param group what {@link FieldValues#group} and messages call them
         * @param names a regular expression for the whole of a name, in any case
         * @param codec reads and writes one of their values
         * @param getter takes names and values out of an object, in order
         * @param <V> the type of their values
         * @return this
         */
        public <V> Builder<T> group(
                String group, String names, FieldCodec<V> codec, Function<T, Map<String, V>> getter) {
            groups.add(new FieldGroup<>(group, Pattern.compile(names, Pattern.CASE_INSENSITIVE), codec, getter));
            return this;
        }

        /**
         * Rewrites object sets before they are read, for what older files spell differently.
         *
         * @param step pure; keeps the places of what it leaves
         * @return this
         */
        public Builder<T> transform(UnaryOperator<ObjectSet> step) {
            this.transform = step;
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
            if (field.equalsIgnoreCase("id")) {
                throw new IllegalArgumentException(name + ": a field cannot be called id; databases keep the id there");
            }
            Field<T, V> declared = new Field<>(field, kind, codec, defaultText, secret, "", getter);
            if (fields.put(ObjectSet.fold(field), declared) != null) {
                throw new IllegalArgumentException(name + ": field '" + field + "' is declared twice");
            }
            newest = ObjectSet.fold(field);
            return this;
        }

        /**
         * Says what the field that was declared last does, for the documentation of the type.
         *
         * @param text a phrase for those who configure
         * @return this
         * @throws IllegalStateException if no field is declared yet
         */
        public Builder<T> about(String text) {
            if (fields.computeIfPresent(newest, (folded, field) -> field.about(text)) == null) {
                throw new IllegalStateException(name + ": there is no field to tell about");
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
         * @throws IllegalArgumentException if an alias stands for a field that is not declared or is itself one, or a
         *     default is not what its field accepts
         */
        public ObjectType<T> build(Function<FieldValues, T> maker) {
            return new ObjectType<>(this, maker);
        }
    }
}

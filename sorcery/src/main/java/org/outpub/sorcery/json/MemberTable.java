package org.outpub.sorcery.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.json.JsonDocument.JsonObject;

/**
 * The objects of a file as a reading found them, with the bytes that say so, for the next reading to take over. Nothing
 * changes it any more once the reading is over.
 */
final class MemberTable {
    private final byte[] file;
    private final List<Type> types;

    MemberTable(byte[] file, List<Type> types) {
        this.file = file;
        this.types = List.copyOf(types);
    }

    /**
     * The objects of one type; what stands before the first and behind the last of them belongs to no object.
     *
     * @param name the type
     * @param origin where its name stands
     * @param members at least one
     */
    record Type(String name, Origin origin, List<Member> members) {
        Member last() {
            return members.get(members.size() - 1);
        }
    }

    /**
     * One object with its id.
     *
     * @param start where the id's quote stands
     * @param end behind the closing brace
     * @param line of the start
     * @param column of the start
     * @param lineEnds how many are inside
     * @param tail characters behind the last of them, or all if there is none
     * @param object what it means; null if it has flaws
     */
    record Member(
            int start,
            int end,
            int line,
            int column,
            int lineEnds,
            int tail,
            @Nullable JsonObject object) {}

    List<Type> types() {
        return types;
    }

    byte[] file() {
        return file;
    }

    boolean isSame(int start, int end, byte[] text, int from) {
        int to = from + end - start;
        return to <= text.length && Arrays.equals(file, start, end, text, from, to);
    }

    /** A walk through the objects of a type beside another text, which most often has the same in the same order. */
    final class Walk {
        private static final int AHEAD = 4;
        private final List<Member> members;
        private int next;
        private @Nullable Map<String, Integer> byId;

        Walk(Type type) {
            this.members = type.members;
        }

        /** The object whose bytes stand at a place of a text. */
        @Nullable
        Member at(byte[] text, int from) {
            for (int i = next; i < Math.min(next + AHEAD, members.size()); i++) {
                Member member = members.get(i);
                if (member.object != null && isSame(member.start, member.end, text, from)) {
                    next = i + 1;
                    return member;
                }
            }
            return null;
        }

        /** Goes on behind the object of an id, which was read afresh. */
        void pass(String id) {
            if (byId == null && !isNext(id)) {
                byId = new HashMap<>();
                for (int i = 0; i < members.size(); i++) {
                    JsonObject object = members.get(i).object;
                    if (object != null) {
                        byId.putIfAbsent(object.values().id(), i);
                    }
                }
            }
            if (isNext(id)) {
                next++;
            } else if (byId != null) {
                next = byId.getOrDefault(id, next - 1) + 1;
            }
        }

        private boolean isNext(String id) {
            JsonObject object = next < members.size() ? members.get(next).object : null;
            return object != null && object.values().id().equals(id);
        }
    }

    /** Gathers the objects of a text while it is read, with places in characters. */
    static final class Builder {
        private final List<Type> types = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();

        void add(Member member) {
            members.add(member);
        }

        void endType(String name, Origin origin) {
            types.add(new Type(name, origin, List.copyOf(members)));
            members.clear();
        }

        /** Null for a text that is not worth it: with a type without objects, or with a byte order mark. */
        @Nullable
        MemberTable build(byte[] file, char[] text) {
            boolean empty = types.isEmpty() || types.stream().anyMatch(type -> type.members.isEmpty());
            boolean marked = file.length > 0 && file[0] == (byte) 0xEF;
            if (empty || marked) {
                return null;
            }
            return new MemberTable(file, file.length == text.length ? types : inBytes(text));
        }

        private List<Type> inBytes(char[] text) {
            Places places = new Places(text);
            List<Type> converted = new ArrayList<>();
            for (Type type : types) {
                List<Member> inBytes = new ArrayList<>(type.members.size());
                for (Member member : type.members) {
                    inBytes.add(new Member(
                            places.bytes(member.start),
                            places.bytes(member.end),
                            member.line,
                            member.column,
                            member.lineEnds,
                            member.tail,
                            member.object));
                }
                converted.add(new Type(type.name, type.origin, inBytes));
            }
            return converted;
        }
    }

    /** How many bytes of UTF-8 stand before characters, asked for in ascending order. */
    private static final class Places {
        private final char[] text;
        private int at;
        private int bytes;

        Places(char[] text) {
            this.text = text;
        }

        int bytes(int characters) {
            for (; at < characters; at++) {
                char c = text[at];
                // a pair of surrogates is four bytes
                bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
            return bytes;
        }
    }
}

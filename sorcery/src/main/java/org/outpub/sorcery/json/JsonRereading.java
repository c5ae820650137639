package org.outpub.sorcery.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.json.JsonDocument.JsonList;
import org.outpub.sorcery.json.JsonDocument.JsonObject;
import org.outpub.sorcery.json.JsonDocument.Members;
import org.outpub.sorcery.json.MemberTable.Member;
import org.outpub.sorcery.json.MemberTable.Type;

/**
 * Reads a text beside a former one of the same types: objects whose bytes are the same are taken over, others are read.
 * It knows as little of JSON as it can: between objects there may be blanks and one comma, and all around them the bytes
 * must be the former ones. Where anything else stands it gives up, and the whole is to be read afresh. Confined to one
 * thread; use it once.
 */
final class JsonRereading {
    /** If more of the objects than one in so many are to be read, reading all is quicker. */
    private static final int FEW = 8;

    private final String source;
    private final byte[] text;
    private final MemberTable former;
    private final Map<String, Members> types = new LinkedHashMap<>();
    private final List<Type> table = new ArrayList<>();
    private int at;
    private int line = 1;
    private int column = 1;
    private int readsLeft;

    private JsonRereading(String source, byte[] text, MemberTable former) {
        this.source = source;
        this.text = text;
        this.former = former;
        int objects =
                former.types().stream().mapToInt(type -> type.members().size()).sum();
        this.readsLeft = objects / FEW + FEW;
    }

    /** What the text says, without problems; null if it must be read afresh. */
    static @Nullable JsonDocument read(String source, byte[] text, MemberTable former) {
        JsonRereading reading = new JsonRereading(source, text, former);
        return reading.readTypes()
                ? new JsonDocument(reading.types, List.of(), new MemberTable(text, reading.table))
                : null;
    }

    private boolean readTypes() {
        int end = 0;
        for (Type type : former.types()) {
            int start = type.members().get(0).start();
            if (!former.isSame(end, start, text, at) || !pass(start - end) || !readMembers(type)) {
                return false;
            }
            end = type.last().end();
        }
        return text.length - at == former.file().length - end && former.isSame(end, former.file().length, text, at);
    }

    private boolean readMembers(Type type) {
        Member first = type.members().get(0);
        if (column != first.column()) {
            return false; // the type's name may have another column too
        }
        Origin origin = new Origin(
                source,
                type.origin().line() + line - first.line(),
                type.origin().column());
        MemberTable.Walk walk = former.new Walk(type);
        List<JsonObject> objects = new ArrayList<>(type.members().size());
        List<Member> members = new ArrayList<>(type.members().size());
        boolean more = true;
        while (more) {
            Member member = member(type.name(), walk);
            if (member == null || member.object() == null) {
                return false;
            }
            members.add(member);
            objects.add(member.object());
            at = member.end();
            line += member.lineEnds();
            column = member.lineEnds() == 0 ? column + member.tail() : member.tail() + 1;
            more = passComma();
        }
        types.put(type.name(), new Members(origin, objects));
        table.add(new Type(type.name(), origin, members));
        return true;
    }

    private @Nullable Member member(String type, MemberTable.Walk walk) {
        Member known = walk.at(text, at);
        if (known != null && known.column() == column) {
            return known.start() == at && known.line() == line ? known : moved(known);
        }
        int end = JsonSlice.end(text, at);
        if (end < 0 || --readsLeft < 0) {
            return null;
        }
        Member member = JsonReader.readMember(source, type, text, at, end, line, column);
        if (member != null && member.object() != null && known == null) {
            walk.pass(member.object().values().id());
        }
        return member;
    }

    private Member moved(Member known) {
        JsonObject object = known.object();
        int down = line - known.line();
        JsonObject here = object == null || down == 0 ? object : moved(object, down);
        int end = at + known.end() - known.start();
        return new Member(at, end, line, column, known.lineEnds(), known.tail(), here);
    }

    private JsonObject moved(JsonObject object, int down) {
        ObjectSet was = object.values();
        Origin origin = moved(was.origin(), down);
        ObjectSet.Builder set = ObjectSet.builder(was.id(), origin, was.size());
        for (int i = 0; i < was.size(); i++) {
            set.add(was.name(i), was.value(i), moved(was.origin(i), down));
        }
        List<JsonList> lists = object.lists().stream()
                .map(list -> new JsonList(list.name(), moved(list.origin(), down), list.from(), list.to()))
                .toList();
        return new JsonObject(set.build(was), lists);
    }

    private static Origin moved(Origin origin, int down) {
        return new Origin(origin.source(), origin.line() + down, origin.column());
    }

    /** Passes over a comma and the blanks around it; stays where it is if there is none. */
    private boolean passComma() {
        int comma = JsonSlice.blanksEnd(text, at);
        if (comma >= text.length || text[comma] != ',') {
            return false;
        }
        return pass(JsonSlice.blanksEnd(text, comma + 1) - at);
    }

    /** Counts lines and columns; false for a line end that is rare and not counted here. */
    private boolean pass(int bytes) {
        int end = at + bytes;
        for (; at < end; at++) {
            byte octet = text[at];
            if (octet == '\n') {
                line++;
                column = 1;
            } else if (octet == '\r' && (at + 1 == text.length || text[at + 1] != '\n')) {
                return false;
            } else if ((octet & 0xC0) != 0x80) {
                column += (octet & 0xF8) == 0xF0 ? 2 : 1;
            }
        }
        return true;
    }
}

package org.outpub.sorcery.ini.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.Includes.IncludedFile;

/**
 * The INI language, example by example. The numbers are those of the examples against which Asterisk itself was checked;
 * where a row says so, we deviate on purpose: Asterisk forgives damage that we refuse.
 */
class IniLanguageTest {
    private static final String BOM = "\uFEFF";
    private static final Map<String, String> FILES = new TreeMap<>(Map.ofEntries(
            Map.entry("inc/x", "ix = 1"),
            Map.entry("cat", "pre=1\n[inner]\nin=1"),
            Map.entry("x", "ix=1"),
            Map.entry("bad", "before=1\n[oops\nafter=2"),
            Map.entry("g1", "[g1]\na=1"),
            Map.entry("g2", BOM + "[g2]\nb=1"),
            Map.entry("g3", "junk\nc=1"),
            Map.entry("deep", "#include \"main\"")));

    /** One example: its number, a text, and what it must mean. */
    record Example(String number, String text, String meaning) {
        @Override
        public String toString() {
            return number;
        }
    }

    private static Example is(String number, String text, String meaning) {
        return new Example(number, text, meaning);
    }

    static Stream<Example> examples() {
        String eight = "v".repeat(8190 - 2);
        return Stream.of(
                is("1", "[one]\nname = value\nother=>obj\nthird= ", "{one: name=value|other=obj|third=}"),
                is("2", "  [two]  \n\t key \t =\t a  b \t", "{two: key=a  b}"),
                is("3", "[a]\nx=1\nx=2\n[a]\nx=3", "{a: x=1|x=2} {a: x=3}"),
                is("4", "[t](!)\na=1\nb=2\n[u](!)\nb=3\n[c](t,u)\nb=4", "{t*: a=1|b=2} {u*: b=3} {c: a=1|b=2|b=3|b=4}"),
                is("5", "[t](!)\na=1\n[c](!, t)\nb=4", "{t*: a=1} ERR 3"),
                is("6, told", "[t](!)\na=1\n[c] (t)\nb=4", "{t*: a=1} {c: b=4} WARN 3"),
                is("7", "[a]\nx=1\n[b]\ny=1\n[a](+)\nx=2", "{a: x=1|x=2} {b: y=1}"),
                is("8", "[a]\nx=1\n[zz](+)\nx=2", "{a: x=1} ERR 3"),
                is("9", "[t](!)\nx=1\n[t](+)\nx=2", "{t*: x=1} ERR 3"),
                is("10", "[t](!)\nx=1\n[t](+TEMPLATES=include)\nx=2\n[c](t)", "{t*: x=1|x=2} {c: x=1|x=2}"),
                is(
                        "11",
                        "[a]\ntype=endpoint\n[a]\ntype=aor\n[a](+type=^aor$)\nmc=1",
                        "{a: type=endpoint} {a: type=aor|mc=1}"),
                is("12", "[a]\nx = one\nx += two\nx +=three\ny += new", "{a: x=one twothree|y=new}"),
                is("13", "[t](!)\nl=a\nm=b\n[c](t)\nl += ,c", "{t*: l=a|m=b} {c: l=a ,c|m=b}"),
                is("14", "[a]\nx=1\nx=2\nx += 3\nx +=> 4", "{a: x=1|x=2 3> 4}"),
                is("15", "[a]   ; c\nk=v ; t\nl=v;n\n;full\nm=a\\;b;c\nn=a\\\\;b", "{a: k=v|l=v|m=a;b|n=a\\;b}"),
                is("16", "[a]\nx=1 ;-- s\ny=2\n--; z=3\nw=4 ;-- in --; tail\nv=5", "{a: x=1|z=3|w=4  tail|v=5}"),
                is("17", "[a]\n;-- 1\n;-- 2\n--;\nstill=hidden\n--;\nx=1", "{a: x=1}"),
                is("18, deviating: an unclosed comment is an error", "[a]\nx=1\n;-- oops\ny=2", "{a: x=1} ERR 3"),
                is("19", "[a]\nx=1\n;--- ok\ny=2\n;------ ok ---;\nz=3", "{a: x=1|y=2|z=3}"),
                is(
                        "20, deviating: --; outside a comment only begins one",
                        "[a]\nx=1\ny=foo--;bar\nz=3",
                        "{a: x=1|y=foo--|z=3}"),
                is("21", "[a]\nnot an option\nx=1\n=novalue", "{a: x=1} WARN 2 WARN 4"),
                is("22", "x=1\n[a]\ny=2", "{a: y=2} ERR 1"),
                is("23", "[a\nx=1", "ERR 1"),
                is("24", "[a](!\nx=1", "ERR 1"),
                is("25", "[a](missing)\nx=1", "ERR 1"),
                is("26", "[a]\n\\[x]=1\n\\#y=2\n\\=z=3", "{a: [x]=1|#y=2|=z=3}"),
                is("27 a blank", "[a]\n\\ x=1", "{a: } ERR 2"),
                is("27 another alphabet", "[a]\n\\é=1", "{a: } ERR 2"),
                is("28", "[a]\nx==1\ny=a=b\nz= > q\nu=>>r", "{a: x==1|y=a=b|z=> q|u=>r}"),
                is("29", "[a]\nx=\"q ; no\"\ny='s'\nz=\"a\" b", "{a: x=\"q|y='s'|z=\"a\" b}"),
                is("30 a byte order mark", BOM + "[a]\nx=1", "{a: x=1}"),
                is("30 CR LF", "[a]\r\ny = 2 ; c\r\n", "{a: y=2}"),
                is("31", "[a]\n#unknown f\n#include\nx=1\n#INCLUDE \"inc/x\"\ny=2", "{a: x=1|ix=1|y=2} WARN 2 WARN 3"),
                is("32, deviating: the line is told", "[a]\nx=1\n#include \"none\"\ny=2", "{a: x=1|y=2} ERR 3"),
                is("32 tryinclude", "[a]\nx=1\n#tryinclude \"none\"\ny=2", "{a: x=1|y=2}"),
                is(
                        "33, deviating: an include gives back the section",
                        "[a]\nx=1\n#include \"cat\"\ny=2\n#include \"x\"\nz=3",
                        "{a: x=1|pre=1|y=2|ix=1|z=3} {inner: in=1}"),
                is(
                        "34, deviating: an error in an include is an error",
                        "[a]\nx=1\n#include \"bad\"\ny=2\n[b]\nq=1",
                        "{a: x=1|before=1|y=2} {b: q=1} ERR bad:2"),
                is(
                        "35, deviating: each file has its own lines, mark and section",
                        "[a]\nx=1\n#include \"g*\"\ny=2",
                        "{a: x=1|c=1|y=2} {g1: a=1} {g2: b=1} WARN g3:1"),
                is("36", "[a]\n#include \"zz*\"", "{a: } ERR 2"),
                is("37, told", "[]\nx=1\n[ sp ]\ny=2\n[br]acket]\nz=3", "{: x=1} { sp : y=2} {br: z=3} WARN 5"),
                is(
                        "38, deviating: the name is kept whole",
                        "[" + "n".repeat(100) + "]",
                        "{" + "n".repeat(100) + ": } WARN 1"),
                is("39", "[a]\nx=1\n[b](a)\ny=2\n[B](b)\nz=1", "{a: x=1} {b: x=1|y=2} {B: x=1|y=2|z=1}"),
                is("40", "[c](t)\nx=1\n[t](!)\ny=1", "{t*: y=1} ERR 1"),
                is(
                        "41",
                        "[base](!)\nv=1\n[mid](!,base)\nv=2\n[leaf](mid)\nw=3\n[base](+TEMPLATES=restrict)\nv=9",
                        "{base*: v=1|v=9} {mid*: v=1|v=2} {leaf: v=1|v=2|w=3}"),
                is("42", "[a]\nx=1\n[a](+,!)\ny=2\n[b]\nz=1", "{a*: x=1|y=2} {b: z=1}"),
                is("43", "[t](!)\nq=7\n[a]\nx=1\n[a](+,t)\ny=2\n[a](t,+)\nz=3", "{t*: q=7} {a: x=1|q=7|y=2|q=7|z=3}"),
                is("44", "[Foo]\nx=1\n[foo](+)\ny=2\n[FOO]\nz=3", "{Foo: x=1|y=2} {FOO: z=3}"),
                is("45, deviating: #exec is never run", "[a]\n#exec /bin/echo y=e\nx=1", "{a: x=1} WARN 2"),
                is(
                        "46, told",
                        "[t](!)\nk=1\n[a](t) junk\nx=1\n[b]junk\ny=1\n[c](t)(u)\nz=1",
                        "{t*: k=1} {a: k=1|x=1} {b: y=1} {c: k=1|z=1} WARN 3 WARN 5 WARN 7"),
                is("47", "[a]\nx=1\n[a](+x)\ny=2", "{a: x=1} ERR 3"),
                is("48", "[a;b]\nx=1", "ERR 1"),
                is(
                        "49, deviating: a file that includes itself is an error",
                        "[a]\nx=1\n#include \"deep\"\ny=2",
                        "{a: x=1|y=2} ERR deep:1"),
                is("50", "[a]\n;-- c1 --; x=1 ;-- c2 --; \n;-- a ;-- b --; c --;y=2", "{a: x=1|y=2}"),
                is("51", "[a]\nx=a;--b--;c\ny=1", "{a: x=ac|y=1}"),
                is("52", "[a]\nx=1 ; c \\; d\ny=2\\\nz=3", "{a: x=1|y=2\\|z=3}"),
                is("53, deviating: an empty item is an error", "[t](!)\nx=1\n[c](t,)\ny=1", "{t*: x=1} ERR 3"),
                is("54", "[c]()\ny=1", "ERR 1"),
                is(
                        "55, deviating: an unclosed comment is an error",
                        "[a]\n;----- h -----;\nx=1\n;--;\ny=1",
                        "{a: x=1} ERR 4"),
                is("56", "[a]\nx=1\n+=5\n a+ = 3\nb + = 4\nc+=", "{a: x=1|a+=3|b +=4|c=} WARN 3"),
                is("57 the longest line", "[a]\nk=" + eight + "\nx=1", "{a: k=" + eight + "|x=1}"),
                is("57 a longer one", "[a]\nk=" + eight + "v\nx=1", "{a: x=1} WARN 2"),
                is("58", "[a](!)\nx=1\n[a]\ny=2\n[c](a)\nz=1\n[a](+)\nw=1", "{a*: x=1} {a: y=2|w=1} {c: x=1|z=1}"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleMeansWhatItMustMean(Example example) {
        assertEquals(example.meaning, meaning(read(bytes(example.text))), example.text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IniDocument read(byte[] text) {
        return IniReader.read("main", text, (pattern, includingFile, problems) -> {
            if (pattern.equals("main")) {
                return List.of(new IncludedFile("main", text));
            }
            String prefix = pattern.replace("*", "");
            return FILES.entrySet().stream()
                    .filter(file -> pattern.endsWith("*")
                            ? file.getKey().startsWith(prefix)
                            : file.getKey().equals(pattern))
                    .map(file -> new IncludedFile(file.getKey(), bytes(file.getValue())))
                    .toList();
        });
    }

    private static String meaning(IniDocument document) {
        List<String> parts = new ArrayList<>();
        for (IniSection section : document.sections()) {
            String entries = section.values().entries().stream()
                    .map(entry -> entry.name() + "=" + entry.value())
                    .collect(Collectors.joining("|"));
            parts.add("{" + section.values().id() + (section.template() ? "*" : "") + ": " + entries + "}");
        }
        for (ConfigProblem problem : document.problems()) {
            String place = problem.origin().toString().replaceFirst("^main:", "");
            parts.add((problem.severity() == Severity.ERROR ? "ERR " : "WARN ") + place);
        }
        return String.join(" ", parts);
    }

    @Test
    void anInheritedEntryKeepsTheLineWhereItStands() {
        ObjectSet c =
                read(bytes("[t](!)\na=1\n\n[c](t)\nb=2")).sections().get(1).values();
        assertEquals("main:4", c.origin().toString());
        assertEquals("main:2", c.origin(0).toString());
        assertEquals("main:5", c.origin(1).toString());
    }

    @Test
    void anEntryOfAnIncludedFileKeepsThatFile() {
        ObjectSet a = read(bytes("[a]\n#include inc/x\ny=2")).sections().get(0).values();
        assertEquals("inc/x:1", a.origin(0).toString());
        assertEquals("main:3", a.origin(1).toString());
    }

    @Test
    void allErrorsOfAFileAreToldAtOnce() {
        assertEquals("{b: y=1} ERR 1 ERR 4 ERR 6", meaning(read(bytes("[a\nx=1\n[b]\n\\ \ny=1\n[c](none)\nz=1"))));
    }

    @Test
    void aNulByteIsNoText() {
        assertEquals("{a: x=1} ERR 3", meaning(read(bytes("[a]\nx=1\n\u0000\u0001\u0002\ny=1"))));
    }

    @Test
    void textOfAnOlderEncodingIsReadAndToldOnce() {
        byte[] latin = "[a]\nx=J\u00e4son\ny=\u00e9\n; \u00fc".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("{a: x=J\u00e4son|y=\u00e9} WARN 2", meaning(read(latin)));
        assertEquals("{a: x=J\u00e4son|y=\uFFFD}", meaning(read(bytes("[a]\nx=J\u00e4son\ny=\uFFFD"))));
    }

    @ParameterizedTest
    @CsvSource({
        "server_uri=sip:a@b;transport=tcp, true",
        "server_uri=sip:a@b;lr, true",
        "server_uri=sip:a@b;lr;x, true",
        "server_uri=sip:a@b ;transport=tcp, false",
        "server_uri=sip:a@b;our server, false",
        "server_uri=sip:a@b;lrx, false",
        "server_uri=sip:a@b\\;transport=tcp, false",
        "note=a;transport=tcp, false"
    })
    void aSemicolonThatCutsAUriIsTold(String line, boolean told) {
        List<String> problems = read(bytes("[a]\n" + line + "\n")).problems().stream()
                .map(Object::toString)
                .filter(problem -> problem.contains("write \\; where the semicolon belongs to the URI"))
                .toList();
        assertEquals(told, problems.size() == 1, problems::toString);
    }

    /** Section headers behind which something stands, and what is told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[b] (!) | '(!)' behind the header of section 'b' is not read; write '(' right behind ']'",
                "[b](a) x | 'x' behind the header of section 'b' is not read; put ';' before a comment",
                "[b](a)(c) | '(c)' behind the header of section 'b' is not read; write one list, as in [name](a,b)",
                "[b](a)x | 'x' behind the header of section 'b' is not read; put ';' before a comment",
                "[b]x | 'x' behind the header of section 'b' is not read; put ';' before a comment"
            })
    void textBehindAHeaderIsToldWithItsCure(String header, String message) {
        IniDocument document = read(bytes("[a](!)\nx=1\n" + header + "\ny=1"));
        assertEquals(
                List.of("main:3: " + message),
                document.problems().stream().map(Object::toString).toList());
        assertEquals(false, document.isDamaged());
    }

    @ParameterizedTest
    @CsvSource({
        "password=abc;def, true",
        "password=abc;, true",
        "@content_file=/a;b, true",
        "cert_file=/a;b, true",
        "username=a;b, true",
        "from_user=a;b, true",
        "realm=é;b, true",
        "password=abc ;def, false",
        "password=abc; set by hand, false",
        "password=abc\\;def, false",
        "expiration=60;seconds, false"
    })
    void aSemicolonRightBehindACharacterOfASecretANameOrAFileIsTold(String line, boolean told) {
        List<String> problems = read(bytes("[a]\n" + line + "\n")).problems().stream()
                .map(Object::toString)
                .filter(problem -> problem.contains("ends at the semicolon"))
                .toList();
        assertEquals(told, problems.size() == 1, problems::toString);
        assertEquals(false, problems.toString().contains("abc"), "the secret is not shown");
    }

    @Test
    void sectionNamesAreComparedAsAsteriskDoesWithoutTheCaseOfAsciiLettersOnly() {
        assertEquals("{ÄB*: x=1} {c: x=1} ERR 5", meaning(read(bytes("[ÄB](!)\nx=1\n[c](Äb)\n\n[d](äb)"))));
    }

    @Test
    void anObjectWithAControlCharacterIsRefusedAtItsPlaceAndSoIsWhatInheritsIt() {
        IniDocument document =
                read(bytes("[a](!)\nx=1\u007f2\n[b](a)\ny=1\n[c]\nz=1 ; \u0001\n[d\u0002]\nu=a\tb\rc\r\n"));
        List<List<String>> flaws = document.sections().stream()
                .map(section ->
                        section.values().flaws().stream().map(Object::toString).toList())
                .toList();
        String wanted = "; expected text of one line";
        assertEquals(
                List.of(
                        List.of("main:2: x: a control character at position 2" + wanted),
                        List.of("main:2: x: a control character at position 2" + wanted),
                        List.of(),
                        List.of(
                                "main:7: the section's name: a control character at position 2" + wanted,
                                "main:8: u: a control character at position 4" + wanted)),
                flaws);
        assertEquals(List.of(), document.problems());
    }

    @Test
    void commentsMayNestOneHundredAndTwentyEightDeepAndNoDeeper() {
        String deepest = "[a]\n" + ";-- ".repeat(128) + "--; ".repeat(128) + "\nx=1";
        assertEquals("{a: x=1}", meaning(read(bytes(deepest))));
        String deeper = "[a]\n" + ";-- ".repeat(129) + "--; ".repeat(129) + "\nx=1";
        assertEquals("{a: } ERR 2", meaning(read(bytes(deeper))));
    }

    @Test
    void aFilterThatWouldTakeForeverIsRefused() {
        String text = "[a]\nx=" + "a".repeat(60) + "!\n[a](+x=^((a+)+)+$)\ny=1";
        assertEquals("WARN 3 ERR 3", meaning(read(bytes(text))).replaceFirst("^.*} ", ""));
    }

    @Test
    void aFilterMayHavePosixClasses() {
        assertEquals(
                "{a: x=1|y=2} {a: x=b}",
                meaning(read(bytes("[a]\nx=1\n[a]\nx=b\n[a](+[[:alpha:]]=^[[:digit:]]+$)\ny=2"))));
    }

    @Test
    void aFilterThatIsNoRegularExpressionIsTold() {
        assertEquals("{a: x=1} ERR 3", meaning(read(bytes("[a]\nx=1\n[a](+x=[)\ny=1"))));
    }
}

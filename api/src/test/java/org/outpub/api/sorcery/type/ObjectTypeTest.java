package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;

class ObjectTypeTest {
    /** One of every kind of field. */
    record Line(
            String id,
            String server,
            long expiration,
            boolean multiUser,
            Optional<String> outboundProxy,
            Optional<String> password,
            List<String> headers,
            Map<String, String> extended)
            implements SorceryObject {}

    private static final ObjectType<Line> TYPE = ObjectType.of("line", Line.class)
            .required("server", FieldCodecs.nonEmpty("a host"), Line::server)
            .field("expiration", FieldCodecs.number("number of seconds", 1, 4294967295L), "3600", Line::expiration)
            .field("multi_user", FieldCodecs.yesNo(), "no", Line::multiUser)
            .optional(
                    "outbound_proxy",
                    FieldCodecs.string(),
                    line -> line.outboundProxy().orElse(null))
            .secret("password", pin(), line -> line.password().orElse(null))
            .repeated("header", FieldCodecs.nonEmpty("a header"), Line::headers)
            .ignored("dtmf_mode")
            .extended(Line::extended)
            .build(values -> new Line(
                    values.id(),
                    values.get("server"),
                    values.get("expiration"),
                    values.get("multi_user"),
                    values.find("outbound_proxy"),
                    values.find("password"),
                    values.all("header"),
                    values.extended()));

    private static FieldCodec<String> pin() {
        return FieldCodecs.of(
                "letters only",
                text -> {
                    if (text.contains("!")) {
                        throw new FieldCodec.InvalidValueException("it has an exclamation mark");
                    }
                    return text;
                },
                text -> text);
    }

    private final List<ConfigProblem> problems = new ArrayList<>();

    /** Each entry is {@code name=value}; the header is line 1, the entries follow. */
    private static ObjectSet set(String... entries) {
        ObjectSet.Builder set = ObjectSet.builder("desk", Origin.of("x.conf", 1));
        for (int i = 0; i < entries.length; i++) {
            String[] entry = entries[i].split("=", 2);
            set.add(entry[0], entry[1], "x.conf", i + 2);
        }
        return set.build();
    }

    private Optional<Line> parse(String... entries) {
        return TYPE.parse(set(entries), problems::add);
    }

    private List<String> told() {
        return problems.stream().map(ConfigProblem::toString).toList();
    }

    @Test
    void absentOptionsTakeTheirDefaults() {
        Line line = parse("type=line", "server=pbx").orElseThrow();
        assertEquals(
                new Line("desk", "pbx", 3600, false, Optional.empty(), Optional.empty(), List.of(), Map.of()), line);
        assertEquals(List.of(), told());
    }

    @Test
    void namesAreComparedWithoutRegardToCase() {
        assertEquals(60, parse("SERVER=pbx", "Expiration=60").orElseThrow().expiration());
    }

    @Test
    void ofAScalarThatStandsTwiceTheLastCounts() {
        assertEquals("b", parse("server=a", "server=b").orElseThrow().server());
    }

    @Test
    void aRepeatedOptionKeepsEveryValueInOrder() {
        assertEquals(
                List.of("b", "a", "b"),
                parse("server=x", "header=b", "HEADER=a", "header=b")
                        .orElseThrow()
                        .headers());
    }

    @Test
    void aRealValueOfARepeatedOptionTakesThePlaceOfNothing() {
        assertEquals(
                List.of("555"), parse("server=x", "header=555").orElseThrow().headers());
    }

    @Test
    void extendedFieldsAreKeptAndTheLastOfEqualNamesCounts() {
        Line line = parse("server=x", "@a=1", "@b=2", "@a=3").orElseThrow();
        assertEquals(Map.of("@a", "3", "@b", "2"), line.extended());
    }

    @Test
    void textThatIsLeftEmptyCountsAsAbsentAndTakesBackWhatStoodBefore() {
        Line line = parse("server=x", "outbound_proxy=a", "outbound_proxy=", "password=")
                .orElseThrow();
        assertEquals(Optional.empty(), line.outboundProxy());
        assertEquals(Optional.empty(), line.password());
        assertEquals(
                Optional.of("b"),
                parse("server=x", "outbound_proxy=", "outbound_proxy=b")
                        .orElseThrow()
                        .outboundProxy());
    }

    private static final ObjectType<Hints> FOREIGN = ObjectType.of("hints", Hints.class)
            .optional("topic", FieldCodecs.oneOf("news", "weather"), Hints::topic)
            .ignored("depth", List.of("70"), "it is always 70")
            .leftOut("topic", Map.of("weather", "nobody here knows of it"))
            .build(values -> new Hints("h", values.<String>find("topic").orElse("all"), Map.of()));

    @Test
    void anObjectThatIsForAnotherProgramIsLeftOutWithANoticeAndNothingElseIsSaidOfIt() {
        assertEquals(
                Optional.empty(),
                FOREIGN.parse(set("topic=news", "topic=Weather", "bogus=1", "depth=1"), problems::add));
        assertEquals(List.of("x.conf:3: hints 'desk': left out, for topic=Weather: nobody here knows of it"), told());
        assertEquals(Severity.NOTICE, problems.get(0).severity());
        assertTrue(
                FOREIGN.parse(set("topic=weather", "topic=news"), problems::add).isPresent());
    }

    @Test
    void anIgnoredOptionThatAsksForSomethingElseIsWarnedOf() {
        assertTrue(FOREIGN.parse(set("depth=70"), problems::add).isPresent());
        assertEquals(List.of(), told());
        assertTrue(FOREIGN.parse(set("depth=10"), problems::add).isPresent());
        assertEquals(List.of("x.conf:2: hints 'desk': depth: '10' has no effect here: it is always 70"), told());
        assertEquals(Severity.WARNING, problems.get(0).severity());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        List.of("server=x", "expirtion=60"),
                        "x.conf:3: line 'desk': unknown option 'expirtion'; did you mean 'expiration'?"),
                Arguments.of(
                        List.of("server=x", "zzzzzzzzzz=60"),
                        "x.conf:3: line 'desk': unknown option 'zzzzzzzzzz'; expected one of server, expiration,"
                                + " multi_user, outbound_proxy, password, header, dtmf_mode"),
                Arguments.of(
                        List.of("expiration=60"),
                        "x.conf:1: line 'desk': required option 'server' is missing; expected a host"),
                Arguments.of(
                        List.of("sever=x"), "x.conf:2: line 'desk': unknown option 'sever'; did you mean 'server'?"),
                Arguments.of(List.of("server="), "x.conf:2: line 'desk': server: '' is not a host (it is empty)"),
                Arguments.of(
                        List.of("server=x", "expiration=soon"),
                        "x.conf:3: line 'desk': expiration: 'soon' is not a number of seconds from 1 to 4294967295"),
                Arguments.of(
                        List.of("server=x", "expiration=010"),
                        "x.conf:3: line 'desk': expiration: '010' is not a number of seconds from 1 to 4294967295"
                                + " (leading zeros are not allowed: Asterisk reads them as octal)"),
                Arguments.of(
                        List.of("server=x", "multi_user=maybe"),
                        "x.conf:3: line 'desk': multi_user: 'maybe' is not yes or no"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsWrongRefusesTheObjectWithPlaceAndExpectation(List<String> entries, String message) {
        assertEquals(Optional.empty(), parse(entries.toArray(String[]::new)));
        assertEquals(List.of(message), told());
    }

    @Test
    void everyProblemIsToldNotOnlyTheFirst() {
        assertEquals(Optional.empty(), parse("expiration=0", "multi_user=si", "bogus_option=1", "header="));
        assertEquals(
                List.of(2, 3, 4, 5, 1),
                problems.stream().map(problem -> problem.origin().line()).toList());
    }

    @Test
    void theValueOfASecretIsNotShown() {
        assertEquals(Optional.empty(), parse("server=x", "password=geheim!"));
        assertEquals(1, problems.size());
        assertFalse(told().get(0).contains("geheim"), told().get(0));
        assertTrue(told().get(0).startsWith("x.conf:3: line 'desk': password: "), told().get(0));
    }

    @Test
    void anOptionWithoutEffectIsANoticeAndTheObjectIsUsed() {
        assertTrue(parse("server=x", "dtmf_mode=rfc4733").isPresent());
        assertEquals(List.of("x.conf:3: line 'desk': without effect here: dtmf_mode"), told());
        assertEquals(Severity.NOTICE, problems.get(0).severity());
    }

    @Test
    void theMakerCanRefuseAtAFieldsPlaceAndWarn() {
        ObjectType<Line> strict = ObjectType.of("line", Line.class)
                .required("server", FieldCodecs.string(), Line::server)
                .optional("proxy", FieldCodecs.string(), line -> null)
                .build(values -> {
                    values.warn("proxy", "proxy is absent");
                    values.refuse("server", "server must not be desk");
                    return new Line("", "", 1, false, Optional.empty(), Optional.empty(), List.of(), Map.of());
                });
        assertEquals(Optional.empty(), strict.parse(set("server=desk"), problems::add));
        assertEquals(
                List.of("x.conf:1: line 'desk': proxy is absent", "x.conf:2: line 'desk': server must not be desk"),
                told());
    }

    @Test
    void aWarningAloneDoesNotRefuse() {
        ObjectType<Line> lenient = ObjectType.of("line", Line.class).build(values -> {
            values.warn("server", "no server");
            return new Line("", "", 1, false, Optional.empty(), Optional.empty(), List.of(), Map.of());
        });
        assertTrue(lenient.parse(set(), problems::add).isPresent());
        assertEquals(1, problems.size());
    }

    @Test
    void aFieldDeclaredTwiceIsRefused() {
        ObjectType.Builder<Line> builder =
                ObjectType.of("line", Line.class).required("server", FieldCodecs.string(), Line::server);
        assertThrows(
                IllegalArgumentException.class, () -> builder.field("SERVER", FieldCodecs.string(), "", Line::server));
    }

    @Test
    void theWrittenFormHasEveryFieldInTheOrderOfDeclaration() {
        Line line = parse("@x=1", "header=a", "header=b", "password=pw", "server=pbx")
                .orElseThrow();
        assertEquals(
                List.of(
                        "type=line",
                        "server=pbx",
                        "expiration=3600",
                        "multi_user=no",
                        "password=pw",
                        "header=a",
                        "header=b",
                        "@x=1"),
                IntStream.range(0, TYPE.format(line).size())
                        .mapToObj(i -> TYPE.format(line).name(i) + "="
                                + TYPE.format(line).value(i))
                        .toList());
    }

    @Test
    void whatIsWrittenReadsAsAnEqualObject() {
        long seed = 20260101;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Line line = anyLine(random);
            Optional<Line> again = TYPE.parse(TYPE.format(line), problems::add);
            assertEquals(Optional.of(line), again, "seed " + seed + ", object " + i);
        }
        assertEquals(List.of(), told());
    }

    private static Line anyLine(Random random) {
        Map<String, String> extended = new LinkedHashMap<>();
        random.ints(random.nextInt(4), 0, 9).forEach(name -> extended.put("@" + name, anyText(random)));
        return new Line(
                "line" + random.nextInt(),
                "s" + anyText(random),
                1 + random.nextInt(Integer.MAX_VALUE),
                random.nextBoolean(),
                random.nextBoolean() ? Optional.of("t" + anyText(random)) : Optional.empty(),
                random.nextBoolean() ? Optional.of("t" + anyText(random)) : Optional.empty(),
                Stream.generate(() -> "h" + anyText(random))
                        .limit(random.nextInt(4))
                        .toList(),
                extended);
    }

    private static String anyText(Random random) {
        return random.ints(random.nextInt(12), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Fields by pattern, an alias and a step that rewrites. */
    record Hints(String id, String topic, Map<String, Long> filters) implements SorceryObject {}

    private static final ObjectType<Hints> HINTS = ObjectType.of("hints", Hints.class)
            .field("topic", FieldCodecs.nonEmpty("a topic"), "all", Hints::topic)
            .alias("subject", "topic")
            .group("filters", "filter_[a-z]+", FieldCodecs.number("number", 0, 9), Hints::filters)
            .transform(set -> set.with("legacy", List.of()))
            .build(values -> new Hints(values.id(), values.get("topic"), values.group("filters")));

    private static Optional<Hints> hints(List<ConfigProblem> problems, String... entries) {
        ObjectSet.Builder set = ObjectSet.builder("h", Origin.of("hints.conf", 1));
        for (int i = 0; i < entries.length; i++) {
            String[] entry = entries[i].split("=", 2);
            set.add(entry[0], entry[1], Origin.of("hints.conf", i + 2));
        }
        return HINTS.parse(set.build(), problems::add);
    }

    @Test
    void aFieldOfAGroupIsReadByItsPatternAndWrittenAgain() {
        Hints read = hints(new ArrayList<>(), "filter_one=1", "Filter_Two=2", "filter_one=3")
                .orElseThrow();
        assertEquals(Map.of("filter_one", 3L, "Filter_Two", 2L), read.filters());
        assertEquals(Optional.of("3"), HINTS.format(read).first("filter_one"));
        assertEquals(Optional.of(read), HINTS.parse(HINTS.format(read), problem -> {}));
    }

    @Test
    void aBadValueOfAGroupIsToldUnderItsName() {
        List<ConfigProblem> problems = new ArrayList<>();
        assertEquals(Optional.empty(), hints(problems, "filter_one=ten"));
        assertEquals(
                "hints.conf:2: hints 'h': filter_one: 'ten' is not a number from 0 to 9",
                problems.get(0).toString());
    }

    @Test
    void anAliasIsReadAndNeverWritten() {
        Hints read = hints(new ArrayList<>(), "SUBJECT=lamps").orElseThrow();
        assertEquals("lamps", read.topic());
        assertEquals(Optional.empty(), HINTS.format(read).first("subject"));
        assertEquals(Optional.of("lamps"), HINTS.format(read).first("topic"));
    }

    @Test
    void theTransformedSetTakesThePlaceOfTheWrittenOne() {
        List<ConfigProblem> problems = new ArrayList<>();
        assertTrue(hints(problems, "legacy=1").isPresent());
        assertEquals(List.of(), problems);
    }

    @Test
    void aNameIsKnownIfItIsAFieldAnAliasOfAGroupOrExtended() {
        for (String known : List.of("topic", "Topic", "subject", "filter_x", "FILTER_X", "@any", "type")) {
            assertTrue(HINTS.knows(known), known);
        }
        for (String stranger : List.of("topics", "filter_", "xfilter_x", "filter_x1", "any")) {
            assertFalse(HINTS.knows(stranger), stranger);
        }
    }

    @Test
    void aCopyDiffersInWhatWasChangedOnly() {
        Hints one = hints(new ArrayList<>(), "filter_one=1").orElseThrow();
        Hints copy = HINTS.copy(one, set -> set.with("TOPIC", List.of("new")), problem -> {})
                .orElseThrow();
        assertEquals(new Hints("h", "new", one.filters()), copy);
        assertEquals(Optional.of(one), HINTS.copy(one, set -> set, problem -> {}));
        assertEquals("all", one.topic());
    }

    @Test
    void aCopyWithABadValueIsRefused() {
        Hints one = hints(new ArrayList<>()).orElseThrow();
        List<ConfigProblem> problems = new ArrayList<>();
        assertEquals(Optional.empty(), HINTS.copy(one, set -> set.with("filter_one", List.of("ten")), problems::add));
        assertEquals(1, problems.size());
    }

    @Test
    void aDifferenceNamesChangedAddedAndRemovedFields() {
        Hints before = hints(new ArrayList<>(), "filter_a=1", "filter_b=2").orElseThrow();
        Hints after =
                hints(new ArrayList<>(), "topic=x", "filter_b=2", "filter_c=3").orElseThrow();
        assertEquals(
                List.of("topic", "filter_c", "filter_a"),
                HINTS.diff(before, after).changes().stream()
                        .map(ChangeSet.Change::name)
                        .toList());
        assertTrue(HINTS.diff(before, before).isEmpty());
    }

    @Test
    void aDeclarationThatCannotWorkIsRefused() {
        ObjectType.Builder<Hints> type = ObjectType.of("hints", Hints.class);
        assertThrows(IllegalArgumentException.class, () -> type.optional("id", FieldCodecs.string(), Hints::topic));
        assertThrows(IllegalArgumentException.class, () -> ObjectType.of("", Hints.class));
        assertThrows(IllegalArgumentException.class, () -> ObjectType.of("x".repeat(64), Hints.class));
        ObjectType.Builder<Hints> dangling = ObjectType.of("hints", Hints.class).alias("subject", "topic");
        assertThrows(IllegalArgumentException.class, () -> dangling.build(values -> new Hints("h", "all", Map.of())));
    }
}

package org.outpub.sorcery.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SorceryStore;

class SorceryConfTest {
    @TempDir
    Path folder;

    private final List<String> registered = new ArrayList<>();

    private SorceryConf conf(String... lines) throws IOException {
        Path file = folder.resolve("sorcery.conf");
        Files.write(file, List.of(lines));
        return SorceryConf.read(file);
    }

    /** Registers lamps as the section {@code lights} says. */
    private List<String> register(SorceryConf conf) {
        SorceryStore store = SorceryStore.builder().folder(folder).build();
        store.observe(new StoreObserver() {
            @Override
            public void registered(String type, List<Mapping> mappings) {
                mappings.forEach(mapping ->
                        registered.add(type + (mapping.role() == Mapping.Role.CACHE ? "/cache" : "") + "=" + mapping));
            }
        });
        return texts(conf.register(store, "lights", Lamp.TYPE, Mapping.of("config", "lamps.conf")));
    }

    private List<String> texts(List<ConfigProblem> problems) {
        return problems.stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void aMissingFileMapsNothingAndIsNoProblem() {
        SorceryConf conf = SorceryConf.read(folder.resolve("nowhere.conf"));
        assertEquals(List.of(), register(conf));
        assertEquals(List.of("lamp=config,lamps.conf"), registered);
        assertEquals(List.of(), conf.problems());
    }

    @Test
    void configuredMappingsReplaceTheDefaultInTheOrderOfTheLines() throws IOException {
        SorceryConf conf = conf(
                "[lights]",
                "lamp/cache=memory",
                "lamp=memory,",
                "lamp=config,more.conf,criteria=type=lamp,criteria=a=b");
        assertEquals(List.of(), register(conf));
        assertEquals(
                List.of("lamp/cache=memory", "lamp=memory", "lamp=config,more.conf,criteria=type=lamp,criteria=a=b"),
                registered);
    }

    @Test
    void aLineWithoutTypeOrWizardIsToldWithItsPlace() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=", "/cache=memory", "lamp=,x");
        String expected = ": expected TYPE=WIZARD,ARGUMENTS, as in auth=config,pjsip.conf; the line is not used";
        assertEquals(
                List.of("sorcery.conf:2" + expected, "sorcery.conf:3" + expected, "sorcery.conf:4" + expected),
                texts(conf.problems()));
    }

    @Test
    void anUnknownFlagIsToldEvenIfItHoldsTheWordCache() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp/nocache=memory");
        assertEquals(
                List.of("sorcery.conf:2: unknown flag '/nocache'; expected /cache; it is ignored"),
                texts(conf.problems()));
        register(conf);
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void aSecondMappingOfTheSameWizardIsUsedAndTold() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=config,a.conf", "lamp=config,b.conf", "lamp=config,a.conf");
        assertEquals(
                List.of(
                        "sorcery.conf:3: a second config mapping of the type, after sorcery.conf:2: both are searched"
                                + " here, but Asterisk uses the first only",
                        "sorcery.conf:4: the same mapping stands at sorcery.conf:2; this one is not used"),
                texts(conf.problems()));
        register(conf);
        assertEquals(List.of("lamp=config,a.conf", "lamp=config,b.conf"), registered);
    }

    @Test
    void aMappingThatAWizardRefusesIsToldAndLeftOut() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=memroy", "lamp=config", "lamp=memory", "lamp/cache=config,x.conf");
        assertEquals(
                List.of(
                        "sorcery.conf:2: object type 'lamp': unknown wizard 'memroy'; did you mean 'memory'?; the mapping"
                                + " is not used",
                        "sorcery.conf:3: object type 'lamp': config: a file is expected first, as in config,pjsip.conf;"
                                + " the mapping is not used",
                        "sorcery.conf:5: object type 'lamp': config cannot be a cache; leave /cache out; the mapping is"
                                + " not used"),
                register(conf));
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void ifNoMappingCanBeUsedTheTypeHasNoObjectsAndThatIsTold() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=nonsense");
        assertEquals(
                List.of(
                        "sorcery.conf:2: object type 'lamp': unknown wizard 'nonsense'; expected one of astdb, config,"
                                + " journal, json, memory, memory_cache, realtime; the mapping is not used",
                        "sorcery.conf:2: no mapping of lamp can be used: it has no objects until the file is mended and"
                                + " read at the next start"),
                register(conf));
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void aTypeWhoseOnlyLineNamesNoWizardHasNoObjects() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=");
        assertEquals(
                List.of("sorcery.conf:2: no mapping of lamp can be used: it has no objects until the file is mended and"
                        + " read at the next start"),
                register(conf));
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void inADamagedFileATypeThatIsNotMappedHasNoObjects() throws IOException {
        SorceryConf conf = conf("[lights", "lamp=config,elsewhere.conf");
        assertEquals(
                List.of("sorcery.conf:1: this file is damaged, so it is not known where it maps lamp: it has no objects"
                        + " until the file is mended and read at the next start"),
                register(conf));
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void inADamagedFileATypeThatIsMappedIsWhereItIsMapped() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=config,elsewhere.conf", "#include nowhere.conf");
        assertEquals(List.of(), register(conf));
        assertEquals(List.of("lamp=config,elsewhere.conf"), registered);
    }

    @Test
    void aFileThatCannotBeReadMapsNothingToItsDefault() throws IOException {
        Files.createDirectory(folder.resolve("sorcery.conf"));
        SorceryConf conf = SorceryConf.read(folder.resolve("sorcery.conf"));
        assertEquals(1, register(conf).size());
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void aSectionInOtherLettersIsTheSame() throws IOException {
        SorceryConf conf = conf("[LIGHTS]", "lamp=config,elsewhere.conf");
        assertEquals(List.of(), register(conf));
        assertEquals(List.of("lamp=config,elsewhere.conf"), registered);
        assertTrue(conf("[General]", "update_or_create_on_update_miss=yes").updateCreates());
    }

    @Test
    void whatIsWatchedIsTheFileWithItsIncludesEvenBeforeItExists() throws IOException {
        Path nowhere = folder.resolve("nowhere.conf");
        assertEquals(List.of(nowhere), List.copyOf(SorceryConf.read(nowhere).watched()));
        Files.writeString(folder.resolve("more.conf"), "lamp=memory");
        SorceryConf conf = conf("[lights]", "#include more.conf");
        assertEquals(List.of(folder.resolve("sorcery.conf"), folder.resolve("more.conf")), List.copyOf(conf.watched()));
    }

    @Test
    void aTypeInTheSectionOfAnotherModuleIsTold() throws IOException {
        SorceryConf conf = conf("[other]", "lamp=memory");
        assertEquals(
                List.of("sorcery.conf:2: lamp is mapped in [lights], not in [other]; the line is not used"),
                register(conf));
        assertEquals(List.of("lamp=config,lamps.conf"), registered);
    }

    @Test
    void aMisspeltTypeOfAsterisksIsTold() throws IOException {
        assertEquals(
                List.of("sorcery.conf:2: 'tranport' is no type of Asterisk's; did you mean 'transport'?"),
                texts(conf("[res_pjsip]", "tranport=memory", "endpoint=memory", "own=memory")
                        .problems()));
    }

    @Test
    void aSectionThatStandsAgainIsTold() throws IOException {
        SorceryConf conf = conf("[lights]", "lamp=memory", "[lights]", "lamp=config,x.conf");
        assertEquals(
                List.of("sorcery.conf:3: section 'lights' stands here again and is not used; join it with the first"),
                texts(conf.problems()));
        register(conf);
        assertEquals(List.of("lamp=memory"), registered);
    }

    @Test
    void generalSaysWhetherAnUpdateCreates() throws IOException {
        assertTrue(conf("[general]", "update_or_create_on_update_miss=yes").updateCreates());
        SorceryConf wrong = conf("[general]", "update_or_create_on_update_miss=yse", "other=1");
        assertEquals(false, wrong.updateCreates());
        assertEquals(
                List.of(
                        "sorcery.conf:2: update_or_create_on_update_miss: 'yse' is not yes or no; taken for no",
                        "sorcery.conf:3: unknown option 'other'; expected update_or_create_on_update_miss"),
                texts(wrong.problems()));
    }

    @Test
    void templatesAndContinuationsWorkAsInAnyConfiguration() throws IOException {
        SorceryConf conf = conf("[base](!)", "lamp=memory", "[lights](base)", "[lights](+)", "lamp=config,x.conf");
        register(conf);
        assertEquals(List.of("lamp=memory", "lamp=config,x.conf"), registered);
    }

    @Test
    void anotherReadingIsEqualIfTheMappingsAre() throws IOException {
        SorceryConf one = conf("[lights]", "lamp=memory");
        assertEquals(one, conf("; moved", "[lights]", "lamp = memory"));
        assertEquals(one.hashCode(), conf("[lights]", "lamp=memory").hashCode());
        assertNotEquals(one, conf("[lights]", "lamp=config,x.conf"));
    }

    @Test
    void aDamagedFileIsToldWithItsLine() throws IOException {
        SorceryConf conf = conf("[lights", "lamp=memory");
        assertTrue(
                texts(conf.problems()).get(0).startsWith("sorcery.conf:1: "),
                conf.problems().toString());
    }
}

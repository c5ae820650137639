package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.outpub.publish.daemon.Documentation.Piece;

/** What the pages point to is there: other pages, their sections, and files of this repository. */
class DocumentedPathsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern OF_THE_REPOSITORY =
            Pattern.compile("(?:\\./)?((?:docs|api|sorcery|publish|integration-tests|\\.ci)/[\\w./-]+)");

    @Test
    void everyLinkLeadsToAPageAndASectionThatExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Path> pages = new ArrayList<>(Documentation.pages());
        pages.add(Documentation.ROOT.resolve("CHANGELOG.md"));
        for (Path page : pages) {
            List<String> lines = Documentation.prose(page);
            for (int i = 0; i < lines.size(); i++) {
                for (MatchResult link : LINK.matcher(lines.get(i).replaceAll("`[^`]*`", ""))
                        .results()
                        .toList()) {
                    if (!leadsSomewhere(page, link.group(1))) {
                        wrong.add(Documentation.ROOT.relativize(page) + ":" + (i + 1) + ": " + link.group(1));
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : Documentation.prose(page)) {
            if (line.matches("#{1,6} .*")) {
                String heading = line.replaceFirst("^#+ ", "").strip().toLowerCase(Locale.ROOT);
                String anchor = heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    @Test
    void filesOfTheRepositoryThatCommandsNameExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Piece command : Documentation.commands()) {
            for (String word : Documentation.words(command.text())) {
                var path = OF_THE_REPOSITORY.matcher(word);
                // What a build makes is not there before it.
                if (command.block()
                        && path.matches()
                        && !path.group(1).contains("/target/")
                        && !Files.exists(Documentation.ROOT.resolve(path.group(1)))) {
                    wrong.add(command.place() + ": " + path.group(1));
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void readmeLeadsToEveryPage() throws IOException {
        String readme = Files.readString(Documentation.ROOT.resolve("README.md"));
        String readOn = readme.substring(readme.indexOf("## Read on"));
        for (Path page : Documentation.docs()) {
            assertTrue(readOn.contains("(docs/" + page.getFileName() + ")"), page.getFileName() + " is not in Read on");
        }
    }
}

package org.outpub.publish.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that users and contributors read, taken apart. */
final class Documentation {
    static final Path ROOT = root();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern COMMENT = Pattern.compile("\\s+#\\s.*$");
    private static final Pattern BETWEEN_COMMANDS = Pattern.compile("&&|\\|\\|?|;|&(?=\\s|$)");
    private static final Pattern BEFORE_A_COMMAND =
            Pattern.compile("^(?:\\$ |nohup |nice |sudo |do |[A-Z_]+=\\S+ |\\s)+");

    private Documentation() {}

    /** A piece of a page: lines of a block, or what stands in backticks. */
    record Piece(Path page, int line, String language, String text, boolean block) {
        String place() {
            return ROOT.relativize(page) + ":" + line;
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        pages.addAll(docs());
        return pages;
    }

    static List<Path> docs() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** The fenced blocks of a page, whole. */
    static List<Piece> fenced(Path page) throws IOException {
        List<Piece> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                int start = i++;
                while (!lines.get(i).startsWith("```")) {
                    i++;
                }
                String text = String.join("\n", lines.subList(start + 1, i));
                blocks.add(new Piece(page, start + 1, lines.get(start).substring(3), text, true));
            }
        }
        return blocks;
    }

    /** A page's lines without its fenced blocks, which are left empty. */
    static List<String> prose(Path page) throws IOException {
        boolean fenced = false;
        List<String> prose = new ArrayList<>();
        for (String line : Files.readAllLines(page)) {
            boolean fence = line.startsWith("```");
            fenced ^= fence;
            prose.add(fenced || fence ? "" : line);
        }
        return prose;
    }

    /** Every single command of every page: no prompt, no comment, continued lines joined, lists and pipes split. */
    static List<Piece> commands() throws IOException {
        List<Piece> commands = new ArrayList<>();
        for (Path page : pages()) {
            for (Piece shell : shell(page)) {
                for (String part :
                        BETWEEN_COMMANDS.split(COMMENT.matcher(shell.text).replaceAll(""))) {
                    String command = BEFORE_A_COMMAND
                            .matcher(part.strip())
                            .replaceAll("")
                            .strip();
                    commands.add(new Piece(page, shell.line, "", command, shell.block));
                }
            }
        }
        return commands;
    }

    private static List<Piece> shell(Path page) throws IOException {
        List<Piece> shell = new ArrayList<>();
        List<String> lines = prose(page);
        boolean session = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int number = i + 1;
            session = line.startsWith("    $ ") || (session && (line.isBlank() || line.startsWith("    ")));
            if (session && !line.startsWith("    $ ")) {
                // What the command of a prompt printed.
                continue;
            }
            if (!line.startsWith("    ")) {
                CODE.matcher(line)
                        .results()
                        .forEach(code -> shell.add(new Piece(page, number, "", code.group(1), false)));
                continue;
            }
            StringBuilder whole = new StringBuilder(line);
            while (whole.toString().endsWith("\\") && i + 1 < lines.size()) {
                whole.setLength(whole.length() - 1);
                whole.append(lines.get(++i));
            }
            shell.add(new Piece(page, number, "", whole.toString().strip(), true));
        }
        for (Piece block : fenced(page)) {
            if (List.of("sh", "bash", "shell", "console").contains(block.language)) {
                block.text
                        .replace("\\\n", " ")
                        .lines()
                        .forEach(line -> shell.add(new Piece(page, block.line, "", line, true)));
            }
        }
        return shell;
    }

    /** The words of a command, quotes taken off. */
    static List<String> words(String command) {
        return Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+")
                .matcher(command)
                .results()
                .map(word -> word.group().replaceAll("[\"']", ""))
                .toList();
    }

    /** The text of all Java sources and poms, once. */
    static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("api", "sorcery", "publish", "integration-tests")) {
            all.append(Files.readString(ROOT.resolve(module).resolve("pom.xml")));
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.append(Files.readString(ROOT.resolve("pom.xml"))).toString();
    }
}

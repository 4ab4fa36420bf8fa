// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoder and coder of one variant, in the shared libraries of OpenCORE and VisualOn, where this
 * machine has them. They are not part of Ringway: AMR may need a licence.
 *
 * @param decode state, frame, samples, whether it is bad
 * @param encode state, mode, samples, frame, 0
 */
record AmrLibrary(
    MethodHandle openDecoder,
    MethodHandle closeDecoder,
    MethodHandle decode,
    MethodHandle openEncoder,
    MethodHandle closeEncoder,
    MethodHandle encode) {
  private static final Logger log = LoggerFactory.getLogger(AmrLibrary.class);

  private static final String OPENCORE_NARROW = "libopencore-amrnb.so.0";
  private static final String OPENCORE_WIDE = "libopencore-amrwb.so.0";
  private static final String VISUALON_WIDE = "libvo-amrwbenc.so.0";

  private static final FunctionDescriptor OPEN = FunctionDescriptor.of(ADDRESS);
  private static final FunctionDescriptor OPEN_WITH = FunctionDescriptor.of(ADDRESS, JAVA_INT);
  private static final FunctionDescriptor CLOSE = FunctionDescriptor.ofVoid(ADDRESS);
  private static final FunctionDescriptor DECODE =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor ENCODE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);

  private static final Optional<AmrLibrary> NARROW = found("AMR", AmrLibrary::narrow);
  private static final Optional<AmrLibrary> WIDE = found("AMR-WB", AmrLibrary::wide);

  static Optional<AmrLibrary> of(AmrVariant variant) {
    return switch (variant) {
      case NARROW -> NARROW;
      case WIDE -> WIDE;
    };
  }

  private interface Search {
    AmrLibrary go();
  }

  private static Optional<AmrLibrary> found(String codec, Search search) {
    try {
      AmrLibrary library = search.go();
      log.info("codec found codec={}", codec);
      return Optional.of(library);
    } catch (IllegalArgumentException | IllegalCallerException absent) {
      log.info("codec absent, not transcoded codec={} cause=\"{}\"", codec, absent.getMessage());
      return Optional.empty();
    }
  }

  private static AmrLibrary narrow() {
    SymbolLookup library = open(OPENCORE_NARROW);
    MethodHandle withoutDtx =
        MethodHandles.insertArguments(function(library, "Encoder_Interface_init", OPEN_WITH), 0, 0);
    return new AmrLibrary(
        function(library, "Decoder_Interface_init", OPEN),
        function(library, "Decoder_Interface_exit", CLOSE),
        function(library, "Decoder_Interface_Decode", DECODE),
        withoutDtx,
        function(library, "Encoder_Interface_exit", CLOSE),
        function(library, "Encoder_Interface_Encode", ENCODE));
  }

  private static AmrLibrary wide() {
    SymbolLookup decoder = open(OPENCORE_WIDE);
    SymbolLookup encoder = open(VISUALON_WIDE);
    return new AmrLibrary(
        function(decoder, "D_IF_init", OPEN),
        function(decoder, "D_IF_exit", CLOSE),
        function(decoder, "D_IF_decode", DECODE),
        function(encoder, "E_IF_init", OPEN),
        function(encoder, "E_IF_exit", CLOSE),
        function(encoder, "E_IF_encode", ENCODE));
  }

  @SuppressWarnings("restricted") // allowed by --enable-native-access
  private static SymbolLookup open(String name) {
    return SymbolLookup.libraryLookup(name, Arena.global());
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(
            library
                .find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name)),
            type);
  }
}

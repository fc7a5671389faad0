"""What leaves Passerelle: slides, deck, workbook, files. Everything here is masked; nothing is computed anew."""
